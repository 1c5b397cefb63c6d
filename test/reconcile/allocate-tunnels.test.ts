import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { secretName } from "../../core/tunnels/names.ts";
import { allocateTunnels } from "../../reconcile/allocate-tunnels.ts";
import { awsNetwork, azureNetwork, gcpNetwork } from "../support/network-ids.ts";
import { VpnDeck } from "../support/vpn-deck.ts";

const [eks, gke, aks] = [awsNetwork(1), gcpNetwork("a"), azureNetwork("a")];

describe("allocateTunnels", () => {
  it.each([
    { given: "AWS and Google Cloud", pair: pairOf(eks, gke), expected: { tunnels: 4, first: eks } },
    { given: "AWS and Azure", pair: pairOf(eks, aks), expected: { tunnels: 4, first: eks } },
    { given: "Google Cloud and Azure", pair: pairOf(gke, aks), expected: { tunnels: 2, first: gke } },
  ])("given $given, then the side whose addresses come last is built first", async ({ pair, expected }) => {
    const connection = connectionIdOf(pair);
    const deck = new VpnDeck([pair]);
    const { tunnels, first, second } = await allocateTunnels(deck, { connection, ...pair });
    expect({ tunnels, first: pair[first] }).toEqual(expected);
    expect(new Set([first, second]).size).toBe(2);
    const names = Array.from({ length: tunnels }, (_, index) => secretName(connection, index));
    expect([...deck.secretValues.keys()]).toEqual(names);
    expect(deck.saved.get(connection)).toMatchObject({ finished: false, plan: { connection } });
  });

  it("given what each side is to reach, then the other side tells it", async () => {
    const pair = pairOf(eks, gke);
    const connection = connectionIdOf(pair);
    const deck = new VpnDeck([pair]);
    await allocateTunnels(deck, { connection, ...pair });
    const { requester, accepter } = deck.saved.get(connection)?.plan.gateways ?? {};
    expect([requester?.prefixes, accepter?.prefixes]).toEqual([["10.1.0.0/16"], ["10.2.0.0/16"]]);
  });

  it("given it was run before, then tunnels, claims and keys stay as they are", async () => {
    const pair = pairOf(eks, aks);
    const connection = connectionIdOf(pair);
    const deck = new VpnDeck([pair]);
    await allocateTunnels(deck, { connection, ...pair });
    const before = [deck.saved.get(connection), deck.claims, new Map(deck.secretValues)];
    await allocateTunnels(deck, { connection, ...pair });
    expect([deck.saved.get(connection), deck.claims, deck.secretValues]).toEqual(before);
  });

  it("given three connections of three networks, then a network has one number and no /30 is used twice", async () => {
    const pairs = [pairOf(eks, gke), pairOf(eks, aks), pairOf(gke, aks)];
    const deck = new VpnDeck(pairs);
    for (const pair of pairs) await allocateTunnels(deck, { connection: connectionIdOf(pair), ...pair });
    const insides = deck.claims.flatMap((claim) => (claim.kind === "inside" ? [claim.prefix] : []));
    const numbers = deck.claims.flatMap((claim) => (claim.kind === "asn" ? [claim.number] : []));
    expect([insides.length, new Set(insides).size]).toEqual([10, 10]);
    expect([numbers.length, new Set(numbers).size]).toEqual([3, 3]);
  });

  it("given all numbers are taken, then it is a matter of quota and nothing is saved", async () => {
    const pair = pairOf(eks, gke);
    const connection = connectionIdOf(pair);
    const deck = new VpnDeck([pair]);
    const all = Array.from({ length: 1100 }, (_, index) => 64_513 + index);
    deck.claims = all.map((number) => ({ kind: "asn", number, holder: awsNetwork(number) }));
    await expect(allocateTunnels(deck, { connection, ...pair })).rejects.toMatchObject({ name: "QuotaExceeded" });
    expect([deck.saved.size, deck.secretValues.size]).toEqual([0, 0]);
  });

  it("given tags that changed since the plan, then nothing is claimed", async () => {
    const pair = pairOf(eks, gke);
    const deck = new VpnDeck([pair]);
    deck.retag(gke);
    const connection = connectionIdOf(pair);
    await expect(allocateTunnels(deck, { connection, ...pair })).rejects.toMatchObject({ name: "Superseded" });
    expect(deck.claims).toEqual([]);
  });
});
