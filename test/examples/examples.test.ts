import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { pairOf } from "../../core/connection/connection-id.ts";
import type { Network } from "../../core/connection/network.ts";
import { type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";
import { formatAllow } from "../../core/intent/allow.ts";
import { parseIntent } from "../../core/intent/intent.ts";
import { decide } from "../../reconcile/decide.ts";
import type { Decision } from "../../reconcile/decision.ts";
import { buildFirewall, buildNetwork, buildTable } from "../support/network-builder.ts";

const folder = join(import.meta.dirname, "../../examples");

const network = z.object({
  id: z.string().transform((text): NetworkId => {
    const id = parseNetworkId(text);
    if (id === undefined) throw new Error(`not a network's id: ${text}`);
    return id;
  }),
  tags: z.record(z.string(), z.string()),
  addressSpace: z.array(z.string()),
  routeTables: z.array(z.string()),
  clusters: z.record(z.string(), z.string()),
});

const schema = z.strictObject({
  about: z.string(),
  networks: z.tuple([network, network]),
  expected: z.strictObject({ outcome: z.enum(["change", "keep", "refuse"]), lines: z.array(z.string()) }),
});

const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({ file, ...schema.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))) }));

describe("examples", () => {
  it.each(examples)("given $file, then its plan is the one it states", ({ networks, expected }) => {
    const directory = networks.map(({ id, tags }) => ({ id, intent: parseIntent(tags) }));
    const [one, two] = networks;
    const pair = pairOf(one.id, two.id);
    const described = new Map<NetworkId, Network>(networks.map((sketch) => [sketch.id, describedAs(sketch)]));

    const decision = decide({
      pair,
      directory,
      requester: described.get(pair.requester),
      accepter: described.get(pair.accepter),
      owned: { formerPeerings: [], isOwnedRoute: () => false },
      standing: false,
    });

    expect({ outcome: decision.outcome, lines: linesOf(decision) }).toEqual(expected);
  });
});

function describedAs({ id, tags, addressSpace, routeTables, clusters }: z.output<typeof network>): Network {
  return buildNetwork(id, {
    tags,
    prefixes: addressSpace,
    tables: routeTables.map((table) => buildTable({ id: table })),
    firewalls: Object.entries(clusters).map(([group, cluster]) => buildFirewall({ id: group, cluster })),
  });
}

function linesOf(decision: Decision): readonly string[] {
  if (!("plan" in decision)) {
    return decision.problems.map(({ rule, message, remedy }) => `${rule}: ${message}: ${remedy}`);
  }
  const { peeringChanges, routeChanges, firewallChanges } = decision.plan;
  return [
    ...peeringChanges.map((change) => `peering: ${change.action}${"side" in change ? ` ${change.side}` : ""}`),
    ...routeChanges.map(({ table, action, destination }) => `${table}: ${action} ${destination}`),
    ...firewallChanges.map((change) =>
      change.action === "open"
        ? `${change.firewall}: open ${formatAllow(change.allow)} from ${change.source}`
        : `${change.firewall}: close ${change.rule}`,
    ),
  ];
}
