import {
  DisableVgwRoutePropagationCommand,
  EnableVgwRoutePropagationCommand,
  ModifyVpnTunnelOptionsCommand,
} from "@aws-sdk/client-ec2";
import { gatewayName } from "../../core/tunnels/names.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import {
  buildTrio,
  changeAzure,
  changeRouter,
  joinMesh,
  routeTablesOf,
  type Trio,
  vpnConnections,
} from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "wrong", 10);
  await joinMesh(trio, "all");
  await world.settle();
  await world.sweep();
  // What is wrong is to be told, and to stay until somebody puts it right.
  await world.setPolicy({ drift: "report" });
}, 120_000);

afterAll(() => world.close());

// A connection that changes all the time is told to be flapping, and nothing else is: of a mistake's two changes there must not be six an hour.
beforeEach(() => world.lab.clock.advance(30 * 60_000));

type PairName = "eks-gke" | "eks-aks" | "gke-aks";

function connectionOf(pair: PairName) {
  const { eks, gke, aks } = trio;
  if (pair === "eks-gke") return world.connection(eks, gke);
  return pair === "eks-aks" ? world.connection(eks, aks) : world.connection(gke, aks);
}

/** The name that the objects of a pair's tunnel bear. */
function tunnelOf(pair: PairName, index: number): string {
  return `${connectionOf(pair)?.id}-${index}`;
}

/** Makes a mistake in a cloud, behind our back, and says how it is taken back. */
type Plant = (pair: PairName) => Promise<() => Promise<unknown>>;

interface Mistake {
  readonly given: string;
  readonly pair: PairName;
  readonly plant: Plant;
  readonly says: RegExp;
}

const swappedOnRouter: Plant = (pair) =>
  changeRouter(trio.gke, gatewayName(trio.gke.id), (router) => {
    const [one, other] = [tunnelOf(pair, 0), tunnelOf(pair, 1)];
    const swap = (name: unknown) => (name === one ? other : name === other ? one : name);
    // Each tunnel gets the other's interface and session.
    for (const list of [router.interfaces, router.bgpPeers]) {
      for (const item of list) item["name"] = swap(item["name"]);
    }
    for (const peer of router.bgpPeers) peer["interfaceName"] = swap(peer["interfaceName"]);
  });

const wrongAsnOnRouter: Plant = (pair) =>
  changeRouter(trio.gke, gatewayName(trio.gke.id), (router) => {
    for (const peer of router.bgpPeers) if (peer["name"] === tunnelOf(pair, 0)) peer["peerAsn"] = 64_999;
  });

const onLocalGateway =
  (change: (bgp: Record<string, unknown>) => void): Plant =>
  (pair) =>
    changeAzure(trio.aks, `localNetworkGateways/${tunnelOf(pair, 0)}`, ({ bgpSettings }) => change(bgpSettings));

const missingAddress: Plant = () =>
  changeAzure(trio.aks, `virtualNetworkGateways/${gatewayName(trio.aks.id)}`, ({ bgpSettings }) => {
    const [one, other] = bgpSettings["bgpPeeringAddresses"];
    one.customBgpIpAddresses = ["169.254.21.254"];
    other.customBgpIpAddresses = ["169.254.22.254"];
  });

const propagationOff: Plant = async () => {
  const { ec2 } = trio.eks.tenant;
  const [connection] = await vpnConnections(trio.eks);
  const [RouteTableId] = await routeTablesOf(trio.eks);
  const route = { RouteTableId, GatewayId: connection?.VpnGatewayId };
  await ec2.send(new DisableVgwRoutePropagationCommand(route));
  return () => ec2.send(new EnableVgwRoutePropagationCommand(route));
};

const manyPrefixes = Array.from({ length: 101 }, (_, index) => `10.200.${index}.0/24`);

const manyFromRouter: Plant = (pair) =>
  changeRouter(trio.gke, gatewayName(trio.gke.id), (router) => {
    const own = router.bgpPeers.filter(({ name }) => String(name).startsWith(connectionOf(pair)?.id ?? "none"));
    for (const peer of own) {
      peer["advertiseMode"] = "CUSTOM";
      peer["advertisedIpRanges"] = manyPrefixes.map((range) => ({ range }));
    }
  });

const manyOfNetwork: Plant = async () => {
  const before = await trio.aks.tenant.prefixesOf(trio.aks.id);
  await trio.aks.tenant.setPrefixes(trio.aks.id, [...before, ...manyPrefixes]);
  return () => trio.aks.tenant.setPrefixes(trio.aks.id, before);
};

const says = {
  limitOnRouter: /bgp peer cx-\S+ advertises 101 ranges .*: a gateway of aws takes at most 100 and ends the session/,
  limitOfNetwork: /^quota: wrong-aks has 102 prefixes and a VPN gateway of aws takes at most 100 of a peer/,
  swapped: /interface cx-\S+-0 has address .* instead of/,
  wrongAsn: /bgp peer cx-\S+-0 expects asn 64999/,
  wrongAsnOnAzure: /local network gateway cx-\S+-0 has asn 64999/,
  otherAddress: /local network gateway cx-\S+-0 has bgp address 169.254.21.2 instead of 169.254.21.1/,
  propagation: /rtb-\S+ does not take routes from vgw-\S+: propagation is off/,
  missing: /lacks the custom bgp address 169.254.21/,
};
const otherAddress = onLocalGateway((bgp) => {
  bgp["bgpPeeringAddress"] = "169.254.21.2";
});
const wrongAsnOnAzure = onLocalGateway((bgp) => {
  bgp["asn"] = 64_999;
});

const mistakes: readonly Mistake[] = [
  { given: "inside addresses swapped", pair: "eks-gke", plant: swappedOnRouter, says: says.swapped },
  { given: "inside addresses swapped", pair: "gke-aks", plant: swappedOnRouter, says: says.swapped },
  { given: "another inside address", pair: "eks-aks", plant: otherAddress, says: says.otherAddress },
  { given: "a wrong peer ASN", pair: "eks-gke", plant: wrongAsnOnRouter, says: says.wrongAsn },
  { given: "a wrong peer ASN", pair: "gke-aks", plant: wrongAsnOnRouter, says: says.wrongAsn },
  { given: "a wrong peer ASN", pair: "eks-aks", plant: wrongAsnOnAzure, says: says.wrongAsnOnAzure },
  { given: "propagation off", pair: "eks-gke", plant: propagationOff, says: says.propagation },
  { given: "propagation off", pair: "eks-aks", plant: propagationOff, says: says.propagation },
  { given: "over 100 prefixes", pair: "eks-gke", plant: manyFromRouter, says: says.limitOnRouter },
  { given: "over 100 prefixes", pair: "eks-aks", plant: manyOfNetwork, says: says.limitOfNetwork },
  { given: "custom addresses missing", pair: "eks-aks", plant: missingAddress, says: says.missing },
  { given: "custom addresses missing", pair: "gke-aks", plant: missingAddress, says: says.missing },
];

/** What each mistake came to: pair, mistake, state, message. */
const table: (readonly string[])[] = [];
afterAll(() => void process.stdout.write(`${table.map((row) => row.join(" | ")).join("\n")}\n`));

describe("a mistake behind our back", () => {
  it.each(mistakes)(
    "given $given of $pair, then the connection is not active, and says so; then active again",
    async ({ given, pair, plant, says }) => {
      const undo = await plant(pair);
      await world.settle();
      await world.sweep();
      expect(connectionOf(pair)?.reason).toMatch(says);
      expect(["degraded", "blocked"]).toContain(connectionOf(pair)?.state);
      table.push([pair, given, connectionOf(pair)?.state ?? "", connectionOf(pair)?.reason ?? ""]);

      await undo();
      await world.lab.clock.advance(2 * 60_000);
      await world.sweep();
      expect(connectionOf(pair)?.state).toBe("active");
    },
  );
});

describe("a wrong pre-shared key at one end", () => {
  it.each([
    { pair: "eks-gke", says: /different pre-shared keys/ },
    { pair: "eks-aks", says: /the pre-shared keys may differ/ },
  ] as const)("given it on AWS for $pair, then degraded, and says so", async ({ pair, says }) => {
    const [connection] = await vpnConnections(trio.eks, connectionOf(pair)?.id);
    await trio.eks.tenant.ec2.send(
      new ModifyVpnTunnelOptionsCommand({
        VpnConnectionId: connection?.VpnConnectionId,
        VpnTunnelOutsideIpAddress: connection?.Options?.TunnelOptions?.[0]?.OutsideIpAddress,
        TunnelOptions: { PreSharedKey: "somebodyElsesKey1" },
      }),
    );
    await world.lab.clock.advance(5 * 60_000);
    await world.sweep();
    expect(connectionOf(pair)).toMatchObject({ state: "degraded", reason: expect.stringMatching(says) });
    table.push([pair, "a wrong pre-shared key", "degraded", connectionOf(pair)?.reason ?? ""]);
  });

  it("given it on Azure for gke-aks, then degraded, and says so", async () => {
    const path = `connections/${tunnelOf("gke-aks", 0)}/sharedkey`;
    const group = trio.aks.id.slice(0, trio.aks.id.indexOf("/providers/"));
    await trio.aks.tenant.change("PUT", `${group}/providers/Microsoft.Network/${path}`, { value: "somebodyElsesKey1" });
    await world.lab.clock.advance(5 * 60_000);
    await world.sweep();
    expect(connectionOf("gke-aks")).toMatchObject({
      state: "degraded",
      reason: expect.stringMatching(/different pre-shared keys/),
    });
  });
});
