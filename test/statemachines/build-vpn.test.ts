import * as z from "zod";
import { connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import { Fault } from "../../core/faults.ts";
import { TaskFailure } from "../../lab/workflow/asl/failure.ts";
import type { Json } from "../../lab/workflow/asl/json.ts";
import { allocateTunnels } from "../../reconcile/allocate-tunnels.ts";
import { buildGateway } from "../../reconcile/build-gateway.ts";
import { buildTunnels } from "../../reconcile/build-tunnels.ts";
import { propagateRoutes } from "../../reconcile/propagate-routes.ts";
import { readTunnels } from "../../reconcile/read-tunnels.ts";
import { connectionId, pair, side } from "../../runtime/schemas.ts";
import { start } from "../lab/workflow/asl/start.ts";
import { awsNetwork, azureNetwork, gcpNetwork } from "../support/network-ids.ts";
import { VpnDeck } from "../support/vpn-deck.ts";
import { definitions } from "./definitions.ts";

const definition = JSON.parse(definitions.find(({ name }) => name === "build-vpn")?.text ?? "");
const invoke = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const ids = pair.extend({ connection: connectionId });
const sided = ids.extend({ side, at: z.string() });
const addresses = z.array(z.string());
const far = z.object({ addresses, outside: addresses.exactOptional() });

const [eks, gke, aks] = [awsNetwork(1), gcpNetwork("a"), azureNetwork("a")];
const eksGke = pairOf(eks, gke);
const eksAks = pairOf(eks, aks);
const gkeAks = pairOf(gke, aks);

/** Runs build-vpn on the lab's interpreter with the steps as they are, on clouds that take their time. */
async function run(
  of: Pair,
  prepare: (deck: VpnDeck, later: (minutes: number, act: () => void) => void) => void = () => {},
) {
  const connection = connectionIdOf(of);
  let deck: VpnDeck | undefined;
  const { clock, execution, elapsed } = start(definition, {
    input: { connection, ...of },
    runTask: (world) => {
      const own = new VpnDeck([of], () => world.clock.now());
      deck = own;
      prepare(own, (minutes, act) => world.clock.at(world.clock.now() + minutes * 60_000, act));
      return (_resource, args) => callStep(own, args);
    },
  });
  await clock.settle();
  if (deck === undefined) throw new Error("the machine did not begin");
  const history = JSON.stringify(execution.events);
  return { deck, outcome: execution.outcome, minutes: elapsed() / 60, history };
}

async function callStep(deck: VpnDeck, args: Json): Promise<Json> {
  const { FunctionName, Payload } = invoke.parse(args);
  const [, name = ""] = /\$\{(\w+)FunctionArn\}/.exec(FunctionName) ?? [];
  try {
    return { Payload: z.json().parse(await steps[name]?.(deck, Payload)) };
  } catch (error) {
    if (error instanceof Fault) throw new TaskFailure({ error: error.name, cause: error.message });
    throw error;
  }
}

const steps: Readonly<Record<string, (deck: VpnDeck, payload: unknown) => Promise<unknown>>> = {
  AllocateTunnels: (deck, payload) => allocateTunnels(deck, ids.parse(payload)),
  BuildGateway: (deck, payload) => buildGateway(deck, sided.parse(payload)),
  BuildTunnels: (deck, payload) => buildTunnels(deck, sided.extend({ far }).parse(payload)),
  PropagateRoutes: (deck, payload) => propagateRoutes(deck, ids.parse(payload)),
  ReadTunnels: (deck, payload) => readTunnels(deck, ids.parse(payload)),
};

describe("build-vpn", () => {
  it.each([
    { given: "AWS and Google Cloud", of: eksGke, tunnels: 4, order: ["aws tunnels", "gcp tunnels"], most: 9 },
    { given: "AWS and Azure", of: eksAks, tunnels: 4, order: ["aws tunnels", "azure tunnels"], most: 54 },
    { given: "Google Cloud and Azure", of: gkeAks, tunnels: 2, order: ["gcp tunnels", "azure tunnels"], most: 54 },
  ])("given $given, then $tunnels tunnels are up in time, and all that was made is ours", async (row) => {
    const { deck, outcome, minutes } = await run(row.of);
    const tunnels = { built: true, up: row.tunnels, of: row.tunnels };
    expect(outcome).toEqual({ status: "SUCCEEDED", output: { tunnels } });
    expect(minutes).toBeLessThan(row.most);
    expect(deck.provider.made.filter((what) => what.endsWith("tunnels"))).toEqual(row.order);
    const kinds = [...deck.owned.values()].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "gateway")).toHaveLength(2);
    expect(kinds.filter((kind) => kind === "tunnel")).toHaveLength(2 * row.tunnels);
    expect(deck.held.size).toBe(0);
  });

  it("given any build, then both ends of a tunnel have one key, each tunnel its own, and no state holds any", async () => {
    const { deck, history } = await run(eksAks);
    const { keys } = deck.provider;
    expect([0, 1, 2, 3].filter((index) => keys.get(`aws ${index}`) !== keys.get(`azure ${index}`))).toEqual([]);
    expect(new Set(keys.values()).size).toBe(4);
    expect([...deck.secretValues.values()].filter((key) => history.includes(key))).toEqual([]);
  });

  it("given a tunnel that never comes up, then after twenty minutes it is told", async () => {
    const { outcome, minutes } = await run(eksGke, ({ provider }) => provider.dead.add(2));
    expect(outcome).toMatchObject({
      status: "SUCCEEDED",
      output: { tunnels: { built: true, up: 3, of: 4, problem: { rule: "tunnels-down" } } },
    });
    expect(minutes).toBeGreaterThan(20);
    expect(minutes).toBeLessThan(32);
  });

  it.each([
    { given: "an Azure gateway", of: eksAks, cloud: "azure" as const, what: "tunnels", id: aks },
    { given: "an AWS gateway", of: eksGke, cloud: "aws" as const, what: "gateway", id: eks },
  ])("given $given that never comes to an end, then it gives up after two hours and says so", async (row) => {
    const { outcome, minutes } = await run(row.of, ({ provider }) => provider.stuck.add(row.cloud));
    const verb = row.what === "gateway" ? "is" : "are";
    const cause = `the ${row.what} of ${row.id} ${verb} not there after two hours`;
    expect(outcome).toEqual({ status: "FAILED", error: "NotYetVisible", cause });
    expect(minutes).toBeGreaterThan(120);
    expect(minutes).toBeLessThan(125);
  });

  it("given a gateway that fails, then it ends red by that name", async () => {
    const { outcome } = await run(eksGke, ({ provider }) => provider.failing.add("gcp"));
    expect(outcome).toMatchObject({
      status: "FAILED",
      error: "Invalid",
      cause: expect.stringContaining("no capacity"),
    });
  });

  it("given tags that change while an Azure gateway is made, then the build stops", async () => {
    const { outcome, minutes } = await run(eksAks, (deck, later) => later(20, () => deck.retag(aks)));
    expect(outcome).toMatchObject({ status: "FAILED", error: "Superseded" });
    expect(minutes).toBeLessThan(22);
  });

  it("given another connection that writes to a network, then it is waited for", async () => {
    const { outcome, deck } = await run(eksGke, ({ held }, later) => {
      held.set(gke, connectionIdOf(gkeAks));
      later(5, () => held.clear());
    });
    expect(outcome?.status).toBe("SUCCEEDED");
    expect(deck.held.size).toBe(0);
  });
});
