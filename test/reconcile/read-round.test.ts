import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { readRound } from "../../reconcile/read-round.ts";
import { gcpNetwork } from "../support/network-ids.ts";
import { Turns } from "../support/turns.ts";

const pairs = [pairOf(gcpNetwork("a"), gcpNetwork("b")), pairOf(gcpNetwork("c"), gcpNetwork("d"))];
const line = pairs.map((pair) => ({ connection: connectionIdOf(pair), ...pair, round: 0 }));
const started = line.map(({ connection }) => ({ connection, generation: 2 }));
const since = "2026-01-01T00:00:00Z";

describe("readRound", () => {
  it.each([
    { given: "one that has not ended", generations: [3, 2], at: "2026-01-01T00:01:00Z", expected: false },
    { given: "all have ended", generations: [3, 5], at: "2026-01-01T00:01:00Z", expected: true },
    { given: "one that died without a word", generations: [3, 2], at: "2026-01-01T00:20:01Z", expected: true },
  ])("given $given, then over: $expected", async ({ generations, at, expected }) => {
    const turns = new Turns();
    await turns.rounds.join(line);
    line.forEach(({ connection }, index) => {
      turns.generations.set(connection, generations[index] ?? 0);
    });
    expect(await readRound(turns, { started, since, at })).toEqual({ over: expected });
    expect(turns.line.size).toBe(expected ? 0 : 2);
  });
});
