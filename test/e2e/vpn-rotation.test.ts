import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModifyVpnTunnelOptionsCommand } from "@aws-sdk/client-ec2";
import { ListStateMachinesCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { hub } from "../../lab/scenarios/accounts.ts";
import { synthesizeForLab } from "../../lab/scenarios/synthesize.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { keptTexts, preSharedKeys } from "../support/kept-texts.ts";
import { buildTrio, joinMesh, type Trio, vpnConnections } from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;
/** Every key that there ever was. */
const keys = new Set<string>();

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "rotated", 10);
  await joinMesh(trio, "all");
  await world.settle();
  await world.sweep();
  await noteKeys();
}, 120_000);

afterAll(() => world.close());

const pairs = {
  "eks-gke": { sides: () => [trio.eks, trio.gke], tunnels: 4 },
  "gke-aks": { sides: () => [trio.gke, trio.aks], tunnels: 2 },
  "eks-aks": { sides: () => [trio.eks, trio.aks], tunnels: 4 },
} as const;
type PairName = keyof typeof pairs;

function connectionOf(pair: PairName): string {
  const [one, other] = pairs[pair].sides();
  return (one && other && world.connection(one, other)?.id) ?? "none";
}

async function noteKeys(): Promise<readonly string[]> {
  const now = await preSharedKeys(world);
  for (const key of now) keys.add(key);
  return now;
}

/** Ends that are up in the whole world: two for each tunnel. */
const inOrder = 2 * (4 + 2 + 4);

/** Looks at every virtual second how many tunnels are down; says the most that were so at once. */
function watchTunnels(): { mostDown(): number; stop(): void } {
  const { clock, fabric } = world.lab;
  let mostDown = 0;
  let cancel = () => {};
  const look = () => {
    // Where one end is gone, the other one is not up either.
    mostDown = Math.max(mostDown, (inOrder - fabric.up().length) / 2);
    cancel = clock.at(clock.now() + 1_000, look, { background: true });
  };
  look();
  return { mostDown: () => mostDown, stop: () => cancel() };
}

const stepFunctions = () =>
  new SFNClient({
    ...{ endpoint: world.lab.endpoint, region: hub.region },
    credentials: { accessKeyId: `LABK${hub.account}`, secretAccessKey: "any" },
  });

/** Starts an execution and lets no time pass. */
async function start(input: object): Promise<string> {
  const client = stepFunctions();
  const name = randomUUID();
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find((one) => one.name === "crosspeer-rotate-keys");
  const stateMachineArn = machine?.stateMachineArn;
  await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  return name;
}

async function startAndStop(input: object, seconds: number): Promise<void> {
  const name = await start(input);
  await world.lab.clock.advance(seconds * 1_000);
  const execution = world.execution(name);
  expect(execution?.status).toBe("RUNNING");
  await stepFunctions().send(new StopExecutionCommand({ executionArn: execution?.arn }));
}

async function rotate(input: object) {
  const name = await world.startMachine("RotateKeysMachineArn", input);
  return world.execution(name);
}

describe("rotating the keys of a VPN", () => {
  it.each(["eks-gke", "gke-aks", "eks-aks"] as const)(
    "given %s, then its tunnels get new keys one after another, and never are two down at once",
    async (pair) => {
      const before = await noteKeys();
      const watch = watchTunnels();
      const execution = await rotate({ connection: connectionOf(pair) });
      watch.stop();
      expect(execution).toMatchObject({ status: "SUCCEEDED", output: { tunnels: { up: pairs[pair].tunnels } } });
      expect(watch.mostDown()).toBe(1);
      expect(world.lab.fabric.up()).toHaveLength(inOrder);
      const after = await noteKeys();
      expect(after.filter((key) => !before.includes(key))).toHaveLength(pairs[pair].tunnels);
      expect(after).toHaveLength(before.length);
    },
    120_000,
  );

  it("given a tunnel that is down, then nothing is touched, and it is said why", async () => {
    const [connection] = await vpnConnections(trio.eks, connectionOf("eks-gke"));
    const outside = connection?.Options?.TunnelOptions?.[0]?.OutsideIpAddress;
    const set = async (PreSharedKey: string) => {
      await trio.eks.tenant.ec2.send(
        new ModifyVpnTunnelOptionsCommand({
          VpnConnectionId: connection?.VpnConnectionId,
          VpnTunnelOutsideIpAddress: outside,
          TunnelOptions: { PreSharedKey },
        }),
      );
      await world.lab.clock.advance(300_000);
    };
    const all = await noteKeys();
    await set("somebody.elses.key");
    const mark = world.mark();
    const [requester, accepter] = [trio.gke.id, trio.eks.id];
    expect(await rotate({ requester, accepter })).toMatchObject({
      status: "FAILED",
      error: "Refused",
      cause: expect.stringMatching(
        /^3 of 4 tunnels of cx-\w+ are up, and keys are replaced only while all are in order/,
      ),
    });
    const writes = world.writesSince(mark).map(({ service, action }) => `${service}:${action}`);
    expect(writes.filter((write) => /Modify|PutSecretValue|vpnTunnels|connections/.test(write))).toEqual([]);
    // Whichever of its keys it was: the one with which it comes up.
    for (const key of all) {
      await set(key);
      if (world.lab.fabric.up().length === inOrder) break;
    }
    expect(world.lab.fabric.up()).toHaveLength(inOrder);
  }, 120_000);

  /** Virtual seconds after which an execution is stopped: during each of a tunnel's changes, and at the second tunnel's. */
  it.each([
    { pair: "eks-gke", seconds: 0 },
    { pair: "eks-gke", seconds: 192 },
    { pair: "eks-gke", seconds: 212 },
    { pair: "gke-aks", seconds: 5 },
    { pair: "gke-aks", seconds: 60 },
    { pair: "gke-aks", seconds: 130 },
  ] as const)(
    "given $pair cut off after $seconds seconds, then another execution goes on there, and no tunnel gets two keys",
    async ({ pair, seconds }) => {
      const before = await noteKeys();
      const watch = watchTunnels();
      await startAndStop({ connection: connectionOf(pair) }, seconds);
      await noteKeys();
      const execution = await rotate({ connection: connectionOf(pair) });
      watch.stop();
      expect(execution).toMatchObject({ status: "SUCCEEDED" });
      expect(watch.mostDown()).toBe(1);
      expect(world.lab.fabric.up()).toHaveLength(inOrder);
      const made = keys.size;
      const after = await noteKeys();
      expect(after.filter((key) => !before.includes(key))).toHaveLength(pairs[pair].tunnels);
      expect(keys.size - made).toBeLessThanOrEqual(pairs[pair].tunnels);
    },
    120_000,
  );

  it.each([
    { pair: "eks-gke", action: "ModifyVpnTunnelOptions" },
    { pair: "gke-aks", action: "PutSecretValue" },
    { pair: "gke-aks", action: "routers.update" },
    { pair: "gke-aks", action: "vpnTunnels.delete" },
    { pair: "gke-aks", action: "vpnTunnels.insert" },
    { pair: "gke-aks", action: "routers.patch" },
    { pair: "gke-aks", action: "connections/sharedKey/write" },
  ] as const)(
    "given $pair and no answer to $action, then the same execution brings it to its end",
    async ({ pair, action }) => {
      const before = await noteKeys();
      const watch = watchTunnels();
      for (const skip of [0, 1]) world.lab.faults.inject({ action, when: "after", skip });
      const execution = await rotate({ connection: connectionOf(pair) });
      world.lab.faults.clear();
      watch.stop();
      expect(execution).toMatchObject({ status: "SUCCEEDED" });
      expect(watch.mostDown()).toBe(1);
      expect(world.lab.fabric.up()).toHaveLength(inOrder);
      const after = await noteKeys();
      expect(after.filter((key) => !before.includes(key))).toHaveLength(pairs[pair].tunnels);
    },
    120_000,
  );

  it("given an end that refuses its new key, then the others are left alone, and the next execution mends it", async () => {
    const action = "connections/sharedKey/write";
    world.lab.faults.inject({ action, when: "before", code: "AuthorizationFailed", status: 403 });
    const watch = watchTunnels();
    const connection = connectionOf("gke-aks");
    expect(await rotate({ connection })).toMatchObject({ status: "FAILED", error: "Refused" });
    expect(world.lab.fabric.up()).toHaveLength(inOrder - 2);
    await world.sweep();
    expect(world.connection(trio.gke, trio.aks)).toMatchObject({ state: "degraded" });
    expect(await rotate({ connection })).toMatchObject({ status: "SUCCEEDED" });
    watch.stop();
    expect(watch.mostDown()).toBe(1);
    expect(world.lab.fabric.up()).toHaveLength(inOrder);
  }, 120_000);

  it("given a tunnel that does not come up again, then it ends red and is told, and the others keep their keys", async () => {
    const before = await noteKeys();
    const connection = connectionOf("gke-aks");
    const name = await start({ connection });
    // Somebody sets a key of their own as soon as ours is set at the far end.
    const group = trio.aks.id.slice(0, trio.aks.id.indexOf("/providers/"));
    const path = `${group}/providers/Microsoft.Network/connections/${connection}-0/sharedkey`;
    const mark = world.mark();
    while (!world.writesSince(mark).some(({ action }) => action === "connections/sharedKey/write")) {
      await world.lab.clock.advance(1_000);
    }
    await world.lab.clock.advance(30_000);
    await trio.aks.tenant.change("PUT", path, { value: "somebody.elses" });
    await world.settle();
    expect(world.execution(name)).toMatchObject({
      ...{ status: "FAILED", error: "NotYetVisible" },
      cause: expect.stringMatching(/^tunnel 0 of cx-\w+ is not up 45 minutes after its new key was made: /),
    });
    expect(world.connection(trio.gke, trio.aks)).toMatchObject({ state: "degraded" });
    const after = await noteKeys();
    expect(after.filter((key) => !before.includes(key))).toHaveLength(1);
  }, 120_000);

  it("given all that is kept of it, then neither an old nor a new key is in it", async () => {
    await noteKeys();
    expect(keys.size).toBeGreaterThanOrEqual(20);
    const template = readFileSync(join(synthesizeForLab("all"), "crosspeer.template.json"), "utf8");
    const texts = new Map([...(await keptTexts(world)), ["the template", template]]);
    const leaks = [...texts].filter(([, text]) => [...keys].some((key) => text.includes(key)));
    expect(leaks.map(([where]) => where)).toEqual([]);
  });
});
