import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { startRound } from "../../reconcile/start-round.ts";
import { gcpNetwork } from "../support/network-ids.ts";
import { Turns } from "../support/turns.ts";

const pair = pairOf(gcpNetwork("a"), gcpNetwork("b"));
const waiting = { connection: connectionIdOf(pair), ...pair, round: 0 };
const now = { generation: 3, began: "2026-01-01T00:00:00Z", at: "2026-01-01T00:10:00Z" };

describe("startRound", () => {
  it("given nobody waits, then the generation is closed, so that who comes later starts the next execution", async () => {
    const turns = new Turns();
    expect(await startRound(turns, now)).toEqual({ started: [] });
    expect(turns.generations.get("rounds")).toBe(4);
  });

  it("given a pair that joins just before the generation is closed, then it is started", async () => {
    const turns = new Turns();
    const readLine = turns.rounds.waiting;
    const rounds = {
      ...turns.rounds,
      waiting: async () => {
        const line = await readLine();
        await turns.rounds.join([waiting]);
        return line;
      },
    };
    const deps = { ledger: turns.ledger, workflows: turns.workflows, rounds };
    expect(await startRound(deps, now)).toEqual({ started: [{ connection: waiting.connection, generation: 0 }] });
  });

  it("given an execution that grew long, then the rest waits for the next one", async () => {
    const turns = new Turns();
    await turns.rounds.join([waiting]);
    expect(await startRound(turns, { ...now, at: "2026-01-01T05:00:01Z" })).toEqual({ started: [] });
    expect([turns.line.size, turns.generations.get("rounds")]).toEqual([1, 4]);
  });
});
