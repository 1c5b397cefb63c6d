import { DeployedWorld } from "../support/deployed-world.ts";
import { type AksNetwork, buildAks, buildGke, type GkeNetwork } from "../support/gke-and-aks.ts";

let world: DeployedWorld;
let block = 0;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
}, 60_000);

afterAll(() => world.close());

type Wishes = Readonly<Record<string, string>>;

/** A GKE network with ranges that nobody else has, in the first or the second project. */
function gke(name: string, side: 0 | 1, labels: Wishes, more: { readonly autoMode?: boolean } = {}) {
  block++;
  const ranges = { nodes: `10.${block}.0.0/20`, pods: `100.${64 + block}.0.0/16`, services: `10.${block}.16.0/20` };
  return buildGke(world.lab, side, { name, ...ranges, labels, ...more });
}

/** A VNet with a prefix that nobody else has, in the first or the second subscription. */
function aks(name: string, side: 0 | 1, tags: Wishes, overlay?: string): Promise<AksNetwork> {
  block++;
  const ranges = { prefixes: [`10.${block}.0.0/16`] as const, nodes: `10.${block}.0.0/20` };
  return buildAks(world.lab, side, { name, ...ranges, ...(overlay === undefined ? {} : { overlay }), tags });
}

async function gkePair(mesh: string): Promise<readonly [GkeNetwork, GkeNetwork]> {
  return [await gke(`${mesh}-one`, 0, { mesh }), await gke(`${mesh}-two`, 1, { mesh })];
}

async function aksPair(mesh: string): Promise<readonly [AksNetwork, AksNetwork]> {
  return [await aks(`${mesh}-one`, 0, { mesh: mesh }), await aks(`${mesh}-two`, 1, { mesh: mesh })];
}

const forbidden = { when: "before", code: "forbidden", status: 403 } as const;
const denied = { when: "before", code: "AuthorizationFailed", status: 403 } as const;

/** Sources that crosspeer's rules let into a network. */
async function openedFor(network: GkeNetwork, connection = ""): Promise<readonly string[]> {
  const rules = await network.tenant.rulesOf(network.id);
  return rules.filter(({ name }) => name.startsWith(connection)).flatMap(({ sourceRanges }) => sourceRanges);
}

async function openedIn(network: AksNetwork, connection = ""): Promise<readonly string[]> {
  const rules = await network.tenant.rulesOf(network.name);
  return rules
    .filter(
      ({ name, access, direction }) => name.startsWith(connection) && `${access} ${direction}` === "Allow Inbound",
    )
    .flatMap(({ sourceAddressPrefixes }) => sourceAddressPrefixes);
}

describe("two GKE networks", () => {
  it("given a mesh by labels, then both halves are active, the firewall is open, and the clusters say so", async () => {
    const [one, two] = await gkePair("gke");
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection).toMatchObject({ state: "active", transport: "network-peering" });
    for (const [side, peer] of [
      [one, two],
      [two, one],
    ] as const) {
      const halves = await side.tenant.peeringsOf(side.id);
      expect(halves.map(({ name, state }) => [name, state])).toEqual([[connection?.id, "ACTIVE"]]);
      expect([...(await openedFor(side, connection?.id))].sort()).toEqual([...peer.prefixes].sort());
      expect(await side.tenant.labelOf(side.id, "crosspeer-status")).toMatch(/^active/);
    }

    const mark = world.mark();
    await world.sweep();
    expect(world.writesSince(mark).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });

  it("given another secondary range later, then the next sweep opens the other side for it", async () => {
    const [one, two] = await gkePair("wider");
    await world.sweep();
    await one.tenant.addRange(one.id, "more-pods", "10.200.0.0/16");
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection?.state).toBe("active");
    expect(await openedFor(two, connection?.id)).toContain("10.200.0.0/16");
  });

  it("given one half that a person made, then the other is made for it and theirs is left alone", async () => {
    const [one, two] = await gkePair("begun");
    await one.tenant.addHalf(one.id, "by-hand", two.id);
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection?.state).toBe("active");
    const halves = [...(await one.tenant.peeringsOf(one.id)), ...(await two.tenant.peeringsOf(two.id))];
    expect(halves.map(({ name, state }) => [name, state])).toEqual([
      ["by-hand", "ACTIVE"],
      [connection?.id, "ACTIVE"],
    ]);
  });
});

describe("two AKS networks", () => {
  it("given a mesh by tags, then both halves are connected and in sync, the rules are there, and the tags say so", async () => {
    const [one, two] = await aksPair("aks");
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection).toMatchObject({ state: "active", transport: "vnet-peering" });
    for (const [side, peer] of [
      [one, two],
      [two, one],
    ] as const) {
      const halves = await side.tenant.peeringsOf(side.id);
      expect(halves).toEqual([
        expect.objectContaining({ name: connection?.id, peeringState: "Connected", peeringSyncLevel: "FullyInSync" }),
      ]);
      expect(new Set(await openedIn(side, connection?.id))).toEqual(new Set(peer.prefixes));
      expect(await side.tenant.tagOf(side.id, "crosspeer:status")).toBe("active 1/1");
    }

    const mark = world.mark();
    await world.sweep();
    expect(world.writesSince(mark).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });

  it("given another address prefix later, then the next sweep syncs the other half and opens its rules", async () => {
    const [one, two] = await aksPair("grown");
    await world.sweep();
    await one.tenant.addPrefix(one.id, "10.201.0.0/16");
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection?.state).toBe("active");
    const [half] = await two.tenant.peeringsOf(two.id);
    expect(half?.peeringSyncLevel).toBe("FullyInSync");
    expect(half?.remoteAddressSpace.addressPrefixes).toEqual([...one.prefixes, "10.201.0.0/16"]);
    expect(await openedIn(two, connection?.id)).toContain("10.201.0.0/16");
  });
});

describe("work that is cut off", () => {
  const compute = { service: "compute", action: "networks.addPeering" };
  const network = { service: "Microsoft.Network", action: "virtualNetworks/virtualNetworkPeerings/write" };
  const rule = { service: "Microsoft.Network", action: "networkSecurityGroups/securityRules/write" };

  it.each([
    { given: "no answer to the first GKE half", build: gkePair, fault: { ...compute, when: "after" } },
    { given: "no answer to the second GKE half", build: gkePair, fault: { ...compute, skip: 1, when: "after" } },
    { given: "the second GKE half refused", build: gkePair, fault: { ...compute, ...forbidden, skip: 1 } },
    {
      given: "no answer to a GKE firewall",
      build: gkePair,
      fault: { ...compute, action: "firewalls.insert", when: "after" },
    },
    { given: "no answer to the first AKS half", build: aksPair, fault: { ...network, when: "after" } },
    { given: "no answer to the second AKS half", build: aksPair, fault: { ...network, skip: 1, when: "after" } },
    { given: "the second AKS half refused", build: aksPair, fault: { ...network, ...denied, skip: 1 } },
    { given: "no answer to an AKS rule", build: aksPair, fault: { ...rule, when: "after" } },
  ] as const)("given $given, then sweeps join the networks, by one half on each side", async ({ build, fault }) => {
    const [one, two] = await build(`cut-${block}`);
    world.lab.faults.inject(fault);
    await world.sweep();
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection?.state).toBe("active");
    for (const side of [one, two]) {
      const halves: readonly { readonly name: string }[] = await side.tenant.peeringsOf(side.id);
      expect(halves.map(({ name }) => name)).toEqual([connection?.id]);
    }
  });
});

interface Refused {
  readonly given: string;
  readonly rule: string;
  build(): Promise<readonly [GkeNetwork, GkeNetwork] | readonly [AksNetwork, AksNetwork]>;
}

const refusals: readonly Refused[] = [
  {
    given: "two networks in auto mode",
    rule: "overlap",
    build: async () => [
      await gke("auto-one", 0, { mesh: "auto" }, { autoMode: true }),
      await gke("auto-two", 1, { mesh: "auto" }, { autoMode: true }),
    ],
  },
  {
    given: "a pod range that holds a subnet of the peer",
    rule: "overlap",
    build: async () => [
      await buildGke(world.lab, 0, {
        ...{ name: "pods", nodes: "172.20.0.0/20", pods: "172.24.0.0/14", services: "172.20.16.0/20" },
        labels: { mesh: "pods" },
      }),
      await buildGke(world.lab, 1, {
        ...{ name: "nodes", nodes: "172.25.0.0/20", pods: "172.30.0.0/16", services: "172.31.0.0/20" },
        labels: { mesh: "pods" },
      }),
    ],
  },
  {
    given: "an Overlay whose pods have addresses of the peer",
    rule: "overlap",
    build: async () => [
      await aks("overlay", 0, { mesh: "overlay" }, "10.240.0.0/14"),
      await buildAks(world.lab, 1, {
        ...{ name: "target", prefixes: ["10.242.0.0/16"], nodes: "10.242.0.0/20" },
        tags: { mesh: "overlay" },
      }),
    ],
  },
  {
    given: "a network that has all the peerings it may have",
    rule: "quota",
    build: async () => {
      const full = await gke("full", 0, { mesh: "full" });
      for (let number = 1; number <= 25; number++) {
        await full.tenant.addHalf(full.id, `partner-${number}`, `projects/partner-${number}/global/networks/main`);
      }
      return [full, await gke("free", 1, { mesh: "full" })];
    },
  },
];

describe("what cannot be joined", () => {
  it.each(refusals)("given $given, then $rule, and nothing is made", async ({ rule, build }) => {
    const [one, two] = await build();
    const mark = world.mark();
    await world.sweep();

    const connection = world.connection(one, two);
    expect(connection?.state).toBe("blocked");
    expect(connection?.reason).toMatch(new RegExp(`^${rule}: `));
    const made = world.writesSince(mark).filter(({ action }) => /peering/i.test(action));
    expect(made).toEqual([]);
  });
});
