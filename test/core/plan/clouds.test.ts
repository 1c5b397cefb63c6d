import { prefix } from "../../../core/address-space/prefix.ts";
import { connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import type { Network, Peering } from "../../../core/connection/network.ts";
import { type NetworkId, parseNetworkId } from "../../../core/connection/network-id.ts";
import { parseIntent } from "../../../core/intent/intent.ts";
import { isConverged, planConnection } from "../../../core/plan/plan.ts";
import { buildNetwork } from "../../support/network-builder.ts";

const subscription = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
const gke = [networkId("projects/shop-prod/global/networks/a"), networkId("projects/shop-prod/global/networks/b")];
const aks = ["a", "b"].map((name) =>
  networkId(`/subscriptions/${subscription}/resourcegroups/rg/providers/microsoft.network/virtualnetworks/${name}`),
);
const connected = { requester: true, accepter: true };

function networkId(text: string): NetworkId {
  const id = parseNetworkId(text);
  if (id === undefined) throw new Error(`not a network: ${text}`);
  return id;
}

/** Plans for two networks, named `one` and `two`, with 10.0.0.0/16 and 10.1.0.0/16 and no tables. */
function planFor(ids: readonly NetworkId[], parts: readonly Partial<Network>[] = []) {
  const sides = ids.map((id, index) => ({
    network: { ...buildNetwork(id, { prefixes: [`10.${index}.0.0/16`], tables: [] }), ...parts[index] },
    intent: parseIntent({ "crosspeer:name": index === 0 ? "one" : "two" }),
  }));
  const [requester, accepter] = sides;
  if (requester === undefined || accepter === undefined) throw new Error("two networks, please");
  return planConnection({ requester, accepter, refusals: [], formerPeerings: [], isOwnedRoute: () => false });
}

describe("planConnection between networks of one cloud", () => {
  it.each([
    { given: "Google Cloud", ids: gke, transport: "network-peering" },
    { given: "Azure", ids: aks, transport: "vnet-peering" },
  ])("given $given, then its own peering joins them, and no route is written", ({ ids, transport }) => {
    const plan = planFor(ids);
    expect(plan).toMatchObject({ transport, blockers: [], routeChanges: [] });
    expect(plan.destinations).toEqual({ requester: ["10.1.0.0/16"], accepter: ["10.0.0.0/16"] });
  });

  it.each([
    { given: "both sides' options as wanted", options: connected, changes: [] },
    { given: "one side's options drifted", options: { ...connected, accepter: false }, changes: ["set-options"] },
  ])("given an active peering with $given, then $changes is left to do", ({ options, changes }) => {
    const [requester, accepter] = gke as [NetworkId, NetworkId];
    const connection = connectionIdOf(pairOf(requester, accepter));
    const peering: Peering = { id: connection, requester, accepter, phase: "active", connection, options };
    const plan = planFor(gke, [{ peerings: [peering] }, { peerings: [peering] }]);
    expect(plan.peeringChanges.map(({ action }) => action)).toEqual(changes);
    expect(isConverged(plan)).toBe(changes.length === 0);
  });

  it("given a peering of somebody else's, which bears no tags, then it is told how to be rid of it", () => {
    const [requester, accepter] = aks as [NetworkId, NetworkId];
    const peering: Peering = { id: "by-hand", requester, accepter, phase: "active", options: connected };
    const { blockers } = planFor(aks, [{ peerings: [peering] }, { peerings: [peering] }]);
    expect(blockers).toEqual([
      {
        rule: "peering-conflict",
        message: "by-hand joins these networks already and is not ours",
        remedy: "delete it on both sides and crosspeer makes its own",
      },
    ]);
  });

  it.each([
    { given: "24 peerings on Google Cloud", ids: gke, count: 24, rules: [] },
    { given: "25 peerings on Google Cloud", ids: gke, count: 25, rules: ["quota"] },
    { given: "25 peerings on Azure", ids: aks, count: 25, rules: [] },
    { given: "500 peerings on Azure", ids: aks, count: 500, rules: ["quota"] },
  ])("given $given, then one more is blocked by $rules", ({ ids, count, rules }) => {
    const [requester] = ids as [NetworkId];
    const peerings = Array.from({ length: count }, (_, n): Peering => {
      const accepter = networkId(requester.replace(/.$/, `x${n}`));
      return { id: `p-${n}`, requester, accepter, phase: "active", options: connected };
    });
    expect(planFor(ids, [{ peerings }]).blockers.map(({ rule }) => rule)).toEqual(rules);
  });
});

describe("planConnection and pods that nothing outside can reach", () => {
  const unroutable = (text: string) => [{ prefix: prefix(text), cluster: "aks-1" }];

  it("given their addresses are nobody else's, then it goes on, and the plan says what the network says", () => {
    const remark = "pods of aks-1 cannot be reached from outside: Overlay";
    const plan = planFor(aks, [{ unroutable: unroutable("10.244.0.0/16"), remarks: [remark] }]);
    expect(plan).toMatchObject({ blockers: [], warnings: [remark] });
    expect(plan.destinations.accepter).toEqual(["10.0.0.0/16"]);
  });

  it.each([
    { given: "first", parts: [{ unroutable: unroutable("10.1.128.0/17") }], host: "one", peer: "10.1.0.0/16 of two" },
    { given: "second", parts: [{}, { unroutable: unroutable("10.0.0.0/8") }], host: "two", peer: "10.0.0.0/16 of one" },
  ])("given the $given network's pods have addresses of the peer, then it is blocked", ({ parts, host, peer }) => {
    const [blocker] = planFor(aks, parts).blockers;
    expect(blocker?.rule).toBe("overlap");
    expect(blocker?.message).toMatch(new RegExp(`^pods of aks-1 in ${host} have .* would never reach ${peer}$`));
  });
});
