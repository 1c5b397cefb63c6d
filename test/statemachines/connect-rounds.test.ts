import * as z from "zod";
import {
  type ConnectionId,
  connectionIdOf,
  type Pair,
  parseConnectionId,
} from "../../core/connection/connection-id.ts";
import { TaskFailure } from "../../lab/workflow/asl/failure.ts";
import type { Json } from "../../lab/workflow/asl/json.ts";
import type { ConnectionStart } from "../../reconcile/ports.ts";
import { readRound } from "../../reconcile/read-round.ts";
import { startConnections } from "../../reconcile/start-connections.ts";
import { startRound } from "../../reconcile/start-round.ts";
import { start } from "../lab/workflow/asl/start.ts";
import { azureNetwork, gcpNetwork, mesh, networks } from "../support/network-ids.ts";
import { Turns } from "../support/turns.ts";
import { definitions } from "./definitions.ts";

const definition = JSON.parse(definitions.find(({ name }) => name === "connect-rounds")?.text ?? "");
const invoke = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const at = z.string();
const connection = z.string().transform((text) => parseConnectionId(text) ?? z.NEVER);
const startInput = z.object({ generation: z.number(), began: z.string(), at });
const readInput = z.object({
  started: z.array(z.object({ connection, generation: z.number() })),
  since: z.string(),
  at,
});

interface Run {
  readonly status: string | undefined;
  readonly rounds: number;
  readonly minutes: number;
  readonly joined: readonly ConnectionId[];
  /** Networks that two connections wrote to at once. */
  readonly clashes: readonly string[];
}

interface World {
  readonly pairs: readonly Pair[];
  /** Virtual seconds that a connection takes; undefined when it dies without a word. */
  readonly seconds?: (start: ConnectionStart) => number | undefined;
  /** When a sweep finds what is not joined yet. */
  readonly sweepAt?: number;
}

/** Runs connect-rounds on the lab's interpreter with the steps as they are; connect-networks takes a while and ends. */
async function run({ pairs, seconds = () => 50, sweepAt }: World): Promise<Run> {
  const turns = new Turns();
  const clashes: string[] = [];
  const joined: ConnectionId[] = [];
  await startConnections(turns, { connections: pairs });
  const { clock, execution, elapsed } = start(definition, {
    input: { generation: 0 },
    runTask: () => (_resource, args) => callStep(turns, args),
  });
  turns.onStart = (begun) => {
    const ends = (one: Pair) => [one.requester, one.accepter];
    const others = [...turns.running.values()].filter((other) => other !== begun).flatMap(ends);
    clashes.push(...ends(begun).filter((network) => others.includes(network)));
    const lasts = seconds(begun);
    if (lasts === undefined) return turns.end(begun, "silent");
    clock.at(clock.now() + lasts * 1000, () => {
      turns.end(begun);
      joined.push(begun.connection);
    });
  };
  if (sweepAt !== undefined) {
    clock.at(clock.now() + sweepAt * 1000, () =>
      startConnections(turns, { connections: pairs.filter((pair) => !joined.includes(connectionIdOf(pair))) }),
    );
  }
  await clock.settle();
  expect(turns.line.size).toBe(0);
  expect(turns.roundsStarted).toEqual([0]);
  const rounds = execution.events.filter(
    ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.["name"] === "StartRound",
  );
  return { status: execution.outcome?.status, rounds: rounds.length - 1, minutes: elapsed() / 60, joined, clashes };
}

async function callStep(turns: Turns, args: Json): Promise<Json> {
  const { FunctionName, Payload } = invoke.parse(args);
  const result = FunctionName.includes("StartRound")
    ? await startRound(turns, startInput.parse(Payload))
    : await readRound(turns, readInput.parse(Payload));
  return { Payload: z.json().parse(result) };
}

describe("connect-rounds", () => {
  it.each([
    { given: "a full mesh of 20", pairs: mesh(networks(20)), rounds: 19 },
    { given: "a full mesh of 5", pairs: mesh(networks(5)), rounds: 5 },
    {
      given: "two meshes that share a network",
      pairs: [...mesh(networks(6)), ...mesh([gcpNetwork("net-0"), ...["x", "y", "z"].map((name) => gcpNetwork(name))])],
      rounds: 9,
    },
    { given: "two meshes of two clouds", pairs: [...mesh(networks(4)), ...mesh(networks(6, azureNetwork))], rounds: 5 },
  ])("given $given, then $rounds rounds in which no network has two writers", async ({ pairs, rounds }) => {
    const result = await run({ pairs });
    expect(result).toMatchObject({ status: "SUCCEEDED", rounds, clashes: [] });
    expect(new Set(result.joined).size).toBe(pairs.length);
    expect(result.joined).toHaveLength(pairs.length);
  });

  it("given a sweep that finds the rest of the mesh while it runs, then each is joined once, in as many rounds", async () => {
    const pairs = mesh(networks(6));
    const result = await run({ pairs, sweepAt: 70 });
    expect(result).toMatchObject({ status: "SUCCEEDED", rounds: 5, clashes: [] });
    expect(result.joined).toHaveLength(pairs.length);
  });

  it("given a connection that dies without a word, then the others have their turn all the same", async () => {
    const pairs = mesh(networks(4));
    const [dead] = pairs;
    const result = await run({
      pairs,
      seconds: ({ accepter, requester }) =>
        dead?.requester === requester && dead.accepter === accepter ? undefined : 50,
    });
    expect(result).toMatchObject({ status: "SUCCEEDED", rounds: 3, clashes: [] });
    expect(result.joined).toHaveLength(pairs.length - 1);
    expect(result.minutes).toBeLessThan(25);
  });

  it("given a step that fails for good, then it ends red by that name", async () => {
    const { clock, execution } = start(definition, {
      input: { generation: 0 },
      runTask: () => () => Promise.reject(new TaskFailure({ error: "Invalid", cause: "as scripted" })),
    });
    await clock.settle();
    expect(execution.outcome).toEqual({ status: "FAILED", error: "Invalid", cause: "as scripted" });
  });
});
