import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { Throttled } from "../core/faults.ts";
import type { Events } from "../reconcile/ports.ts";
import { ask } from "./faults.ts";

/** Announces on our own bus. The same announcement may come twice: consumers must be idempotent. */
export function createEvents(client: EventBridgeClient, bus: string): Events {
  return {
    async announce({ type, ...detail }) {
      const entry = {
        EventBusName: bus,
        Source: "crosspeer",
        DetailType: type,
        Time: new Date(detail.at),
        Detail: JSON.stringify({ schemaVersion: 1, ...detail }),
      };
      const { Entries } = await ask("announce", () => client.send(new PutEventsCommand({ Entries: [entry] })));
      const refusal = Entries?.[0]?.ErrorCode;
      if (refusal !== undefined) throw new Throttled(`the event bus refused: ${refusal}`);
    },
  };
}
