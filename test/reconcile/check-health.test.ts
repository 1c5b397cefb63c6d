import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { fingerprintOf } from "../../core/intent/tags.ts";
import { checkHealth } from "../../reconcile/check-health.ts";
import type { ConnectionRecord, Deps } from "../../reconcile/ports.ts";
import { ledgerInMemory } from "../moto/bench/ledger.ts";
import { buildNetwork } from "../support/network-builder.ts";
import { awsNetwork } from "../support/network-ids.ts";
import { ungoverned } from "../support/ungoverned.ts";

const pair = pairOf(awsNetwork(1), awsNetwork(2));
const id = connectionIdOf(pair);
const tags = { "crosspeer:mesh": "all" };
const settled = { requester: fingerprintOf(tags), accepter: fingerprintOf(tags) };
const active: ConnectionRecord = {
  ...{ id, ...pair, transport: "vpc-peering", settled, peering: "pcx-1", history: [] },
  ...{ since: "2026-01-01T00:00:00Z", status: { phase: "active" } },
};
const withdrawn: ConnectionRecord = {
  ...active,
  ...{ status: { phase: "withdrawn" }, unwantedSince: "2026-01-01T00:05:01Z" },
};

it("given a withdrawal that is recorded while the clouds are read, then it stays, and nothing is told or put right", async () => {
  const ledger = ledgerInMemory();
  for (const network of Object.values(pair)) await ledger.putNetwork({ id: network, tags, problems: [] });
  await ledger.putConnection(active);
  const told: unknown[] = [];
  let isWithdrawn = false;
  // Both networks have lost their peering: only surveyNetworks is asked of the cloud.
  const provider = {
    async surveyNetworks(ids: readonly (typeof pair.requester)[]) {
      if (isWithdrawn) await ledger.putConnection(withdrawn);
      return {
        networks: ids.map((network, index) => buildNetwork(network, { prefixes: [`10.${index + 1}.0.0/16`] })),
        unread: new Map(),
      };
    },
  };
  const events: Deps["events"] = { announce: async (event) => void told.push(event) };
  const deps = { ledger, ...ungoverned, events, provider } as unknown as Deps;
  await checkHealth(deps, { connections: [id], at: "2026-01-01T00:00:00Z" });
  isWithdrawn = true;
  const second = await checkHealth(deps, { connections: [id], at: "2026-01-01T00:05:00Z" });
  expect(second).toMatchObject({ transitions: 0, connections: [] });
  expect(await ledger.connection(id)).toEqual(withdrawn);
  expect(told).toEqual([]);
});
