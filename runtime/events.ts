import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { Throttled } from "../core/faults.ts";
import type { Events } from "../reconcile/ports.ts";
import { ask } from "./faults.ts";

/** Announces on our own bus. The same announcement may come twice: consumers must be idempotent. */
export function createEvents(client: EventBridgeClient, bus: string): Events {
  return {
    async announce(announcement) {
      const entry = {
        EventBusName: bus,
        Source: "crosspeer",
        DetailType: announcement.type,
        Time: new Date(announcement.at),
        Detail: JSON.stringify({ schemaVersion: 1, ...detailOf(announcement) }),
      };
      const { Entries } = await ask("announce", () => client.send(new PutEventsCommand({ Entries: [entry] })));
      const refusal = Entries?.[0]?.ErrorCode;
      if (refusal !== undefined) throw new Throttled(`the event bus refused: ${refusal}`);
    },
  };
}

type Announcement = Parameters<Events["announce"]>[0];

/** What rules of consumers match on stands by itself: both states and the reason, whose code is a rule of core/problems. */
function detailOf({ type, ...detail }: Announcement): object {
  if (!("previous" in detail)) return detail;
  const { previous, ...rest } = detail;
  const problem = "problem" in rest.status ? rest.status.problem : undefined;
  return {
    ...rest,
    ...{ previousState: previous, state: rest.status.phase },
    ...(problem === undefined ? {} : { reason: { code: problem.rule, message: problem.message } }),
  };
}
