import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import type { SideName } from "../../core/tunnels/tunnel-plan.ts";
import { allocateTunnels } from "../../reconcile/allocate-tunnels.ts";
import { buildGateway } from "../../reconcile/build-gateway.ts";
import { buildTunnels } from "../../reconcile/build-tunnels.ts";
import { awsNetwork, azureNetwork, gcpNetwork } from "../support/network-ids.ts";
import { VpnDeck } from "../support/vpn-deck.ts";

const [eks, gke, aks] = [awsNetwork(1), gcpNetwork("a"), azureNetwork("a")];
const at = "2026-01-01T00:00:00Z";

/** Tunnels that were planned, on clouds where the minute can be set. */
async function planned(pair: Pair) {
  let minutes = 0;
  const deck = new VpnDeck([pair], () => minutes * 60_000);
  const input = { connection: connectionIdOf(pair), ...pair };
  await allocateTunnels(deck, input);
  const sideOf = (network: string): SideName => (pair.requester === network ? "requester" : "accepter");
  const setMinute = (minute: number) => {
    minutes = minute;
  };
  return { deck, input, sideOf, setMinute };
}

describe("buildGateway", () => {
  it.each([
    { given: "AWS just begun", network: eks, minute: 0, expected: { usable: false, wait: 15, addresses: [] } },
    { given: "AWS when done", network: eks, minute: 1, expected: { usable: true, wait: 0, addresses: [] } },
    {
      given: "Azure long before it is done",
      network: aks,
      minute: 1,
      expected: { usable: true, wait: 60, addresses: ["azure-0", "azure-1"] },
    },
  ])("given $given, then usable: $expected.usable", async ({ network, minute, expected }) => {
    const { deck, input, sideOf, setMinute } = await planned(pairOf(eks, aks));
    const side = sideOf(network);
    await buildGateway(deck, { ...input, side, at });
    setMinute(minute);
    expect(await buildGateway(deck, { ...input, side, at })).toEqual(expected);
    expect([...deck.owned.values()].map(({ kind }) => kind)).toEqual(["gateway"]);
  });

  it.each([
    { given: "Google Cloud", network: gke },
    { given: "AWS", network: eks },
  ])(
    "given another connection that writes to the network on $given, then it is Busy and writes nothing",
    async (row) => {
      const { network } = row;
      const { deck, input, sideOf } = await planned(pairOf(eks, gke));
      const other = connectionIdOf(pairOf(gke, aks));
      deck.held.set(network, other);
      const building = buildGateway(deck, { ...input, side: sideOf(network), at });
      await expect(building).rejects.toMatchObject({ name: "Busy", message: expect.stringContaining(other) });
      expect([deck.held.get(network), deck.provider.made]).toEqual([other, []]);
    },
  );

  it("given a cloud that refuses, then the network's lease is given back", async () => {
    const { deck, input, sideOf } = await planned(pairOf(eks, gke));
    deck.provider.failing.add("gcp");
    const building = buildGateway(deck, { ...input, side: sideOf(gke), at });
    await expect(building).rejects.toMatchObject({ name: "Invalid", message: expect.stringContaining("no capacity") });
    expect(deck.held.size).toBe(0);
    expect(deck.owned.size).toBe(1);
  });
});

describe("buildTunnels", () => {
  it("given the far gateway's addresses, then this side is built and gives its own, by tunnel", async () => {
    const { deck, input, sideOf, setMinute } = await planned(pairOf(eks, gke));
    const side = sideOf(eks);
    await buildGateway(deck, { ...input, side, at });
    setMinute(1);
    const far = { addresses: ["gcp-0", "gcp-1"] };
    expect(await buildTunnels(deck, { ...input, side, far, at })).toEqual({ done: false, wait: 15, outside: [] });
    setMinute(6);
    const outside = [0, 1, 2, 3].map((index) => `aws-tunnel-${index}`);
    expect(await buildTunnels(deck, { ...input, side, far, at })).toEqual({ done: true, wait: 0, outside });
  });

  it("given the far side has no addresses yet, then nothing is asked of the cloud", async () => {
    const { deck, input, sideOf } = await planned(pairOf(eks, gke));
    const building = buildTunnels(deck, { ...input, side: sideOf(gke), far: { addresses: [] }, at });
    await expect(building).rejects.toMatchObject({ name: "NotYetVisible" });
    expect(deck.provider.made).toEqual([]);
  });
});
