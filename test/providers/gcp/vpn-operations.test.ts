import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import { type FailingFront, startFailingFront } from "./failing-front.ts";
import {
  build,
  finish,
  near,
  objectsOf,
  readKey,
  sessionsOf,
  startVpnWorld,
  towardsAws,
  tunnelNames,
  type VpnWorld,
  writesOf,
} from "./gcp-vpn.ts";

const end = towardsAws();

let world: VpnWorld;
let front: FailingFront;
let provider: CloudProvider;
beforeEach(async () => {
  world = await startVpnWorld();
  front = await startFailingFront(world.lab.port);
  provider = world.providerWith({ endpoint: front.endpoint });
});
afterEach(async () => {
  await front.close();
  await world.lab.close();
});

const build1 = () => provider.buildGateway(end);
const build2 = () => provider.buildTunnels(end, readKey);

const quota = { code: "QUOTA_EXCEEDED", message: "Quota 'VPN_GATEWAYS' exceeded. Limit: 1.0", status: 403 };
const denied = { code: "PERMISSIONS_ERROR", message: "Required 'compute.routers.use' permission", status: 403 };
const notReady = { code: "RESOURCE_NOT_READY", message: "The resource 'networks/a' is not ready", status: 400 };
const trouble = { code: "INTERNAL_ERROR", message: "Internal error. Please try again", status: 503 };

interface Step {
  readonly on: string;
  readonly method?: "PATCH";
  /** Brings the world to where the write is the next one. */
  readonly prepare: () => Promise<unknown>;
  readonly verb: () => Promise<{ readonly done: boolean }>;
}

const stepsOf: Readonly<Record<string, Step>> = {
  "the router": { on: "/routers", prepare: async () => undefined, verb: build1 },
  "the gateway": { on: "/vpnGateways", prepare: async () => undefined, verb: build1 },
  "the external gateway": { on: "/externalVpnGateways", prepare: () => finish(world, build1), verb: build2 },
  "a tunnel": { on: "/vpnTunnels", prepare: () => upTo(1), verb: build2 },
  "the sessions": { on: "/routers/", method: "PATCH", prepare: () => upTo(2), verb: build2 },
};

/** A gateway, and some steps of the tunnels, each with time to end. */
async function upTo(steps: number): Promise<void> {
  await finish(world, build1);
  for (let step = 0; step < steps; step++) {
    await build2();
    await world.settle();
  }
}

const names = Object.keys(stepsOf);

describe("providers/gcp/vpn-operations: an operation that fails once it is begun", () => {
  it.each(
    names.flatMap((what) => [
      { what, failure: quota, expected: "QuotaExceeded" },
      { what, failure: denied, expected: "Refused" },
    ]),
  )(
    "given $what fails, then $expected says what could not be done, and another run ends it",
    async ({ what, ...rest }) => {
      const { on, method = "POST", prepare, verb } = stepsOf[what] ?? fail(what);
      await prepare();
      front.failNext({ on, method, ...rest.failure });
      expect(await verb()).toMatchObject({ done: false });
      await world.settle();
      await expect(verb()).rejects.toMatchObject({
        name: rest.expected,
        message: expect.stringMatching(new RegExp(`^could not (create|add|set) .*${near}.*: ${rest.failure.message}`)),
      });
      await world.settle();
      expect(await build(world, end, provider)).toMatchObject({ tunnels: { done: true } });
      expect(await objectsOf(world)).toMatchObject({ vpnTunnels: tunnelNames(end) });
    },
  );

  it.each(names.flatMap((what) => [notReady, trouble].map((failure) => ({ what, failure, code: failure.code }))))(
    "given $what fails with $code, which passes, then the next call begins it anew and says nothing",
    async ({ what, failure }) => {
      const { on, method = "POST", prepare, verb } = stepsOf[what] ?? fail(what);
      await prepare();
      front.failNext({ on, method, ...failure });
      expect(await verb()).toMatchObject({ done: false });
      await world.settle();
      expect(await verb()).toMatchObject({ done: false });
      await world.settle();
      expect(await build(world, end, provider)).toMatchObject({ tunnels: { done: true } });
      expect(await sessionsOf(world)).toEqual({ interfaces: tunnelNames(end), bgpPeers: tunnelNames(end) });
    },
  );

  it("given one tunnel of four fails, then the others are made, and only that one anew", async () => {
    await upTo(1);
    front.failNext({ on: "/vpnTunnels", ...trouble });
    await build2();
    await world.settle();
    expect((await objectsOf(world))["vpnTunnels"]).toHaveLength(3);
    const writes = await writesOf(world, () => build2());
    expect(writes).toEqual(["vpnTunnels.insert lab-one"]);
  });

  it("given a failed tunnel, then its key is not in what is thrown", async () => {
    await upTo(1);
    front.failNext({ on: "/vpnTunnels", ...quota });
    await build2();
    const fault = await build2().then(
      () => undefined,
      (error: Error) => `${error.stack} ${JSON.stringify(error)} ${error.cause}`,
    );
    expect(fault).toContain("QuotaExceeded");
    for (const { secret } of end.tunnels) expect(fault).not.toContain(await readKey(secret));
  });
});

describe("providers/gcp/vpn-operations: a deletion that fails once it is begun", () => {
  it.each([
    { given: "sessions", on: "/routers/", method: "PUT" as const },
    { given: "a tunnel", on: "/vpnTunnels/", method: "DELETE" as const },
    { given: "the external gateway", on: "/externalVpnGateways/", method: "DELETE" as const },
  ])("given $given, then the fault is told, and another run ends it", async ({ on, method }) => {
    await build(world, end, provider);
    const remove = () => provider.removeTunnels(near, end.connection);
    front.failNext({ on, method, ...denied });
    await expect(finish(world, remove)).rejects.toMatchObject({ name: "Refused" });
    expect(await finish(world, remove)).toMatchObject({ done: true });
    expect(await objectsOf(world)).toMatchObject({ vpnTunnels: [], externalVpnGateways: [] });
  });

  it("given a gateway that is said to be in use, then it is tried anew", async () => {
    await finish(world, build1);
    const inUse = {
      code: "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE",
      message: "is already being used by another",
      status: 400,
    };
    front.failNext({ on: "/vpnGateways/", method: "DELETE", ...inUse });
    await finish(world, () => provider.removeGateway(near));
    expect(await objectsOf(world)).toMatchObject({ routers: [], vpnGateways: [] });
  });
});

function fail(what: string): never {
  throw new Error(`no step ${what}`);
}
