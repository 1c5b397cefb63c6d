import type { Pair } from "../../../core/connection/connection-id.ts";
import { half, makeAutoNetwork, makeNetwork, networkPath, succeed } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, networkId, pairOfPlaces, startGcpWorld, until } from "./gcp-world.ts";

const pair = pairOfPlaces("lab-one/a", "lab-two/b");
const { connection } = pair;
const wanted = {
  ...{ exchangeSubnetRoutes: true, exportCustomRoutes: true, importCustomRoutes: true, stackType: "IPV4_ONLY" },
  ...{ exportSubnetRoutesWithPublicIp: true, importSubnetRoutesWithPublicIp: true },
};

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld({ peeringsPerNetwork: 2 });
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20" });
  await makeNetwork(world.lab, "lab-two/b", { range: "10.1.0.0/20" });
});
afterEach(() => world.lab.close());

/** What a network holds, as `name state`. */
async function halvesIn(place: string): Promise<string[]> {
  const { body } = await world.lab.ask("GET", networkPath(place).replace("projects/", ""));
  return (body.peerings ?? []).map((one: { name: string; state: string }) => `${one.name} ${one.state}`);
}

/** The three verbs as the state machine asks for them. */
async function join(which: Pair & { connection: typeof connection } = pair) {
  await until(world, () => world.provider.requestPeering(which, which.connection));
  await until(world, () => world.provider.acceptPeering(which, which.connection));
  await world.settle();
  return world.provider.readPeering(which, which.connection);
}

describe("providers/gcp/peerings", () => {
  it("given two networks, then each verb makes its half and the peering is active with the flags that we want", async () => {
    const { provider } = world;
    const asked = await provider.requestPeering(pair, connection);
    expect(asked).toMatchObject({ id: connection, connection, phase: "requested", requester: networkId("lab-one/a") });
    await expect(provider.acceptPeering(pair, connection)).rejects.toMatchObject({ name: "NotYetVisible" });
    await world.settle();
    expect(await provider.readPeering(pair, connection)).toMatchObject({ phase: "offered" });
    const owned = [{ kind: "peering", id: connection, network: pair.accepter }];
    expect(await provider.acceptPeering(pair, connection)).toEqual(owned);
    expect(await provider.readPeering(pair, connection)).toMatchObject({ phase: "offered" });
    await world.settle();
    expect(await provider.readPeering(pair, connection)).toEqual({
      ...{ id: connection, requester: pair.requester, accepter: pair.accepter, connection, phase: "active" },
      options: { requester: true, accepter: true },
    });
    for (const place of ["lab-one/a", "lab-two/b"]) {
      const { body } = await world.lab.ask("GET", networkPath(place).replace("projects/", ""));
      expect(body.peerings).toEqual([expect.objectContaining({ name: connection, ...wanted })]);
    }
  });

  it("given an active peering, then the verbs change nothing and say what is ours", async () => {
    await join();
    const calls = await world.callsOf(async () => {
      expect(await world.provider.requestPeering(pair, connection)).toMatchObject({ phase: "active", connection });
      expect(await world.provider.acceptPeering(pair, connection)).toHaveLength(1);
    });
    expect(calls.filter((call) => !call.startsWith("networks.get "))).toEqual([]);
  });

  it("given both networks in one project, then they are read with one list", async () => {
    await makeNetwork(world.lab, "lab-one/c", { range: "10.2.0.0/20" });
    const same = pairOfPlaces("lab-one/a", "lab-one/c");
    expect(await join(same)).toMatchObject({ phase: "active" });
    const calls = await world.callsOf(() => world.provider.readPeering(same, same.connection));
    expect(calls).toEqual(["networks.list lab-one"]);
  });

  it.each([
    { given: "the answer to the first half is lost", action: "networks.addPeering", skip: 0 },
    { given: "the answer to the second half is lost", action: "networks.addPeering", skip: 1 },
    { given: "an answer to a read is lost", action: "networks.get", skip: 3 },
  ])("given $given, then the verbs converge and no half is made twice", async ({ action, skip }) => {
    world.lab.world.faults.inject({ when: "after", action, skip });
    const calls = await world.callsOf(async () => expect(await join()).toMatchObject({ phase: "active" }));
    expect(await halvesIn("lab-one/a")).toEqual([`${connection} ACTIVE`]);
    expect(calls.filter((call) => call.startsWith("networks.addPeering")).length).toBeLessThanOrEqual(3);
  });

  it("given our own operation is running, then a second request waits for it and begins no other", async () => {
    await world.provider.requestPeering(pair, connection);
    expect(await world.provider.requestPeering(pair, connection)).toMatchObject({ phase: "requested" });
    await world.settle();
    await world.provider.acceptPeering(pair, connection);
    expect(await world.provider.acceptPeering(pair, connection)).toHaveLength(1);
  });

  it("given another's operation on the network, then Busy", async () => {
    await world.lab.ask("POST", ...half("lab-one/a", "lab-two/x"));
    await expect(world.provider.requestPeering(pair, connection)).rejects.toMatchObject({
      ...{ name: "Busy", message: expect.stringMatching(/^could not join projects\/lab-one.* in progress/) },
    });
    await world.settle();
  });

  it("given nobody asked, then there is nothing to accept or to read yet", async () => {
    await expect(world.provider.acceptPeering(pair, connection)).rejects.toMatchObject({ name: "NotYetVisible" });
    await expect(world.provider.readPeering(pair, connection)).rejects.toMatchObject({ name: "NotYetVisible" });
  });

  it("given a network that does not exist, then Invalid names it", async () => {
    const ghost = pairOfPlaces("lab-one/a", "lab-two/ghost");
    await expect(world.provider.requestPeering(ghost, ghost.connection)).rejects.toMatchObject({
      ...{ name: "Invalid", message: "projects/lab-two/global/networks/ghost does not exist" },
    });
  });
});

describe("providers/gcp/peerings: what others made", () => {
  it.each([
    { given: "the requester's half", from: "lab-one/a", to: "lab-two/b", phase: "offered", owned: 1 },
    { given: "the accepter's half", from: "lab-two/b", to: "lab-one/a", phase: "requested", owned: 0 },
  ])("given $given, then it is adopted and never touched", async ({ from, to, phase, owned }) => {
    await succeed(world.lab, "POST", ...half(from, to));
    const found = await world.provider.describeNetworks([pair.requester, pair.accepter]);
    for (const { peerings } of found) expect(peerings).toMatchObject([{ id: connection, connection, phase }]);
    await until(world, () => world.provider.requestPeering(pair, connection));
    expect(await until(world, () => world.provider.acceptPeering(pair, connection))).toHaveLength(owned);
    await world.settle();
    const read = await world.provider.readPeering(pair, connection);
    expect(read).toMatchObject({ phase: "active", connection, options: { requester: true, accepter: true } });
    expect(await halvesIn(from)).toEqual([`to-${to.replace("/", "-")} ACTIVE`]);
    expect(await halvesIn(to)).toEqual([`${connection} ACTIVE`]);
  });

  it("given both halves are another's, then Conflict, and the peering is nobody's", async () => {
    await succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/b"));
    await succeed(world.lab, "POST", ...half("lab-two/b", "lab-one/a"));
    const [described] = await world.provider.describeNetworks([pair.requester, pair.accepter]);
    expect(described?.peerings).toEqual([expect.objectContaining({ id: "to-lab-two-b", phase: "active" })]);
    expect(described?.peerings[0]?.connection).toBeUndefined();
    const conflict = { name: "Conflict", message: expect.stringContaining("to-lab-two-b and to-lab-one-a join") };
    await expect(world.provider.requestPeering(pair, connection)).rejects.toMatchObject(conflict);
    await expect(world.provider.acceptPeering(pair, connection)).rejects.toMatchObject(conflict);
  });

  it("given another's peering to another network has our name, then Conflict", async () => {
    await succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/x", { name: connection }));
    await expect(world.provider.requestPeering(pair, connection)).rejects.toMatchObject({ name: "Conflict" });
  });

  it("given our half was taken away, then the next run makes it again", async () => {
    await join();
    await succeed(world.lab, "POST", "lab-two/global/networks/b/removePeering", { name: connection });
    expect(await world.provider.readPeering(pair, connection)).toMatchObject({ phase: "offered" });
    expect(await join()).toMatchObject({ phase: "active" });
  });
});

describe("providers/gcp/peerings: operations that fail", () => {
  it("given an overlap, then the half that comes second says so, and joins when it is gone", async () => {
    await makeNetwork(world.lab, "lab-two/c", { range: "10.0.0.0/24" });
    const overlapping = pairOfPlaces("lab-one/a", "lab-two/c");
    await expect(join(overlapping)).rejects.toMatchObject({
      ...{ name: "Overlap", message: expect.stringMatching(/^could not join projects\/lab-two.*10\.0\.0\.0\/20/) },
    });
    await succeed(world.lab, "DELETE", "lab-two/regions/us-central1/subnetworks/c-0");
    expect(await join(overlapping)).toMatchObject({ phase: "active" });
  });

  it("given two auto mode networks, then Overlap", async () => {
    await makeAutoNetwork(world.lab, "lab-one/x");
    await makeAutoNetwork(world.lab, "lab-two/y");
    await expect(join(pairOfPlaces("lab-one/x", "lab-two/y"))).rejects.toMatchObject({ name: "Overlap" });
  });

  it("given the requester is full, then QuotaExceeded by the next verb, and a later request tries anew", async () => {
    for (const peer of ["x", "y"]) await succeed(world.lab, "POST", ...half("lab-one/a", `lab-two/${peer}`));
    await world.provider.requestPeering(pair, connection);
    await world.settle();
    const full = { name: "QuotaExceeded", message: expect.stringContaining("PEERINGS_PER_NETWORK") };
    await expect(world.provider.acceptPeering(pair, connection)).rejects.toMatchObject(full);
    await expect(world.provider.readPeering(pair, connection)).rejects.toMatchObject(full);
    await succeed(world.lab, "POST", "lab-one/global/networks/a/removePeering", { name: "to-lab-two-x" });
    expect(await join()).toMatchObject({ phase: "active" });
  });

  it.each([
    { given: "too many operations", fault: { code: "rateLimitExceeded" }, expected: "Throttled" },
    {
      given: "no permission",
      fault: { code: "forbidden", message: "Required 'compute.networks.addPeering' permission for 'networks/a'" },
      expected: "Refused",
    },
    { given: "a network not ready", fault: { code: "resourceNotReady", message: "is not ready" }, expected: "Busy" },
    { given: "a precondition", fault: { code: "conditionNotMet" }, expected: "Busy" },
    { given: "somebody quicker", fault: { code: "alreadyExists" }, expected: "NotYetVisible" },
    { given: "trouble at Google", fault: { status: 503 }, expected: "Throttled" },
  ])("given $given, then $expected and nothing is begun twice", async ({ fault, expected }) => {
    world.lab.world.faults.inject({ when: "before", action: "networks.addPeering", ...fault });
    await expect(world.provider.requestPeering(pair, connection)).rejects.toMatchObject({ name: expected });
  });
});
