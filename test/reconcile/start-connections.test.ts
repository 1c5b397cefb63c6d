import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import { nextRound } from "../../core/plan/rounds.ts";
import { startConnections } from "../../reconcile/start-connections.ts";
import { awsNetwork, gcpNetwork, mesh, networks } from "../support/network-ids.ts";
import { Turns } from "../support/turns.ts";

function first(pairs: readonly Pair[]): readonly string[] {
  return pairs.map((pair) => `${connectionIdOf(pair)}-0`);
}

const onAws = mesh([1, 2, 3].map(awsNetwork));
const onGoogle = mesh(networks(4));
const apart = [pairOf(gcpNetwork("a"), gcpNetwork("b")), pairOf(gcpNetwork("c"), gcpNetwork("d"))];

describe("startConnections", () => {
  it.each([
    { given: "nothing to do", connections: [], expected: { started: [], waiting: 0 } },
    { given: "a mesh on AWS", connections: onAws, expected: { started: first(onAws), waiting: 0 } },
    {
      given: "pairs on Google Cloud that share no network",
      connections: apart,
      expected: { started: first(apart), waiting: 0 },
    },
    {
      given: "a mesh on either",
      connections: [...onGoogle, ...onAws],
      expected: { started: [...first(onAws), "rounds-0"], waiting: 6 },
    },
  ])("given $given, then $expected.waiting wait", async ({ connections, expected }) => {
    const turns = new Turns();
    expect(await startConnections(turns, { connections })).toEqual(expected);
    expect(turns.line.size).toBe(expected.waiting);
    expect(nextRound([...turns.line.values()])).toHaveLength(expected.waiting === 0 ? 0 : 2);
  });

  it("given a sweep while the rounds run, then no pair stands in the line twice and nothing else is started", async () => {
    const turns = new Turns();
    await startConnections(turns, { connections: onGoogle });
    await startConnections(turns, { connections: [...onGoogle, pairOf(gcpNetwork("net-0"), gcpNetwork("new"))] });
    expect(turns.line.size).toBe(7);
    expect(turns.roundsStarted).toEqual([0]);
    expect(turns.running.size).toBe(0);
  });

  it("given an execution of connect-rounds that died, then the next generation goes on", async () => {
    const turns = new Turns();
    await startConnections(turns, { connections: onGoogle });
    turns.ended.add("rounds-0");
    const { started } = await startConnections(turns, { connections: onGoogle });
    expect(started).toEqual(["rounds-1"]);
  });

  it("given a ledger that was lost, then names that are taken are stepped past in growing strides", async () => {
    const turns = new Turns();
    const [pair = pairOf(awsNetwork(1), awsNetwork(2))] = onAws;
    for (const generation of [0, 1, 2, 3, 4, 5, 6]) turns.ended.add(`${connectionIdOf(pair)}-${generation}`);
    const { started } = await startConnections(turns, { connections: [pair] });
    expect(started).toEqual([`${connectionIdOf(pair)}-7`]);
  });
});
