import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Rounds } from "../../reconcile/ports.ts";
import { createRounds } from "../../runtime/rounds.ts";
import { startTestLab } from "../lab/clouds/aws/server/lab-clients.ts";
import { gcpNetwork } from "../support/network-ids.ts";
import { createTable } from "./ledger-table.ts";

const [a, b, c] = [gcpNetwork("a"), gcpNetwork("b"), gcpNetwork("c")];

let lab: Lab;
let rounds: Rounds;

beforeAll(async () => {
  lab = await startTestLab();
  rounds = createRounds((await createTable(lab, "ledger")).table);
});
afterAll(() => lab.close());

function inRound(round: number, pair: Pair) {
  return { connection: connectionIdOf(pair), ...pair, round };
}

describe("createRounds", () => {
  it("given pairs that join and leave, then who waits is those that are left, each once and as last put", async () => {
    await rounds.join([inRound(0, pairOf(a, b)), inRound(1, pairOf(b, c))]);
    await rounds.join([inRound(4, pairOf(b, c))]);
    await rounds.leave([connectionIdOf(pairOf(a, b))]);
    await rounds.raiseGeneration(1);
    expect(await rounds.waiting()).toEqual([inRound(4, pairOf(b, c))]);
  });

  it("given a generation that was raised, then a lower one does not take it back", async () => {
    await rounds.raiseGeneration(7);
    await rounds.raiseGeneration(3);
    expect(await rounds.generation()).toBe(7);
  });
});
