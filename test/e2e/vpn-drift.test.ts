import {
  DeleteVpnConnectionCommand,
  DetachVpnGatewayCommand,
  DisableVgwRoutePropagationCommand,
  ModifyVpnTunnelOptionsCommand,
} from "@aws-sdk/client-ec2";
import * as z from "zod";
import { locate } from "../../core/connection/network-id.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import {
  azureConnectionsOf,
  buildTrio,
  changeAzure,
  changeRouter,
  joinMesh,
  namesOf,
  routeTablesOf,
  type Trio,
  vpnConnections,
} from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "drift", 10);
  await joinMesh(trio, "drift");
  await world.settle();
  await world.sweep();
}, 120_000);

afterAll(() => world.close());

type PairName = "eks-gke" | "eks-aks" | "gke-aks";

function connectionOf(pair: PairName) {
  const { eks, gke, aks } = trio;
  if (pair === "eks-gke") return world.connection(eks, gke);
  return pair === "eks-aks" ? world.connection(eks, aks) : world.connection(gke, aks);
}

function idOf(pair: PairName): string {
  return connectionOf(pair)?.id ?? "";
}

const connection = z.looseObject({ properties: z.looseObject({}) });

type Plant = (pair: PairName) => Promise<unknown>;

const onRouter =
  (change: (item: Record<string, unknown>) => void, list: "interfaces" | "bgpPeers" = "bgpPeers"): Plant =>
  (pair) =>
    changeRouter(trio.gke, gatewayName(trio.gke.id), (router) => {
      for (const item of router[list]) if (item["name"] === `${idOf(pair)}-0`) change(item);
    });

/** Session and interface of a tunnel go; then a tunnel can go as well. */
const sessionGone: Plant = (pair) =>
  changeRouter(trio.gke, gatewayName(trio.gke.id), (router) => {
    const isOther = (item: Record<string, unknown>) => item["name"] !== `${idOf(pair)}-0`;
    router.bgpPeers = router.bgpPeers.filter(isOther);
    router.interfaces = router.interfaces.filter(isOther);
  });

const onTunnelOfAws =
  (options: ModifyVpnTunnelOptionsCommand["input"]["TunnelOptions"]): Plant =>
  async (pair) => {
    const [connection] = await vpnConnections(trio.eks, idOf(pair));
    const VpnTunnelOutsideIpAddress = connection?.Options?.TunnelOptions?.[0]?.OutsideIpAddress;
    const { VpnConnectionId } = connection ?? {};
    const input = { VpnConnectionId, VpnTunnelOutsideIpAddress, TunnelOptions: options };
    await trio.eks.tenant.ec2.send(new ModifyVpnTunnelOptionsCommand(input));
    await world.lab.clock.advance(5 * 60_000);
  };

const plants = {
  "propagation off": async () => {
    const [connection] = await vpnConnections(trio.eks);
    const [RouteTableId] = await routeTablesOf(trio.eks);
    const command = new DisableVgwRoutePropagationCommand({ RouteTableId, GatewayId: connection?.VpnGatewayId });
    await trio.eks.tenant.ec2.send(command);
  },
  "vpn gateway detached": async () => {
    const [connection] = await vpnConnections(trio.eks);
    const VpcId = locate(trio.eks.id).localId;
    await trio.eks.tenant.ec2.send(new DetachVpnGatewayCommand({ VpnGatewayId: connection?.VpnGatewayId, VpcId }));
    await world.lab.clock.advance(2 * 60_000);
  },
  "vpn connection deleted": async (pair: PairName) => {
    const [connection] = await vpnConnections(trio.eks, idOf(pair));
    const { VpnConnectionId } = connection ?? {};
    await trio.eks.tenant.ec2.send(new DeleteVpnConnectionCommand({ VpnConnectionId }));
    await world.lab.clock.advance(2 * 60_000);
  },
  "another inside prefix": onTunnelOfAws({ TunnelInsideCidr: "169.254.200.0/30" }),
  "another cipher": onTunnelOfAws({ Phase1EncryptionAlgorithms: [{ Value: "AES128" }] }),
  "session of the router gone": sessionGone,
  "tunnel gone": async (pair: PairName) => {
    await sessionGone(pair);
    await world.lab.clock.advance(60_000);
    await trio.gke.tenant.change("DELETE", `regions/europe-west1/vpnTunnels/${idOf(pair)}-0`, {});
  },
  "another peer ASN": onRouter((peer) => {
    peer["peerAsn"] = 64_999;
  }),
  "session switched off": onRouter((peer) => {
    peer["enable"] = "FALSE";
  }),
  "a session's own ranges": onRouter((peer) => {
    peer["advertiseMode"] = "CUSTOM";
    peer["advertisedIpRanges"] = [{ range: "10.99.0.0/16" }];
  }),
  "subnets not advertised": () =>
    trio.gke.tenant.change("PATCH", `regions/europe-west1/routers/${gatewayName(trio.gke.id)}`, {
      bgp: { advertiseMode: "CUSTOM", advertisedGroups: [], advertisedIpRanges: [{ range: "10.99.0.0/16" }] },
    }),
  "connection deleted": async (pair: PairName) => {
    const path = trio.aks.id.replace(/virtualnetworks\/.*/i, `connections/${idOf(pair)}-0`);
    await trio.aks.tenant.change("DELETE", path);
    await world.lab.clock.advance(60_000);
  },
  "connection without policy": async (pair: PairName) => {
    const path = trio.aks.id.replace(/virtualnetworks\/.*/i, `connections/${idOf(pair)}-0`);
    const { properties, ...rest } = connection.parse(await trio.aks.tenant.ask("GET", path));
    await trio.aks.tenant.change("PUT", path, { ...rest, properties: { ...properties, ipsecPolicies: [] } });
  },
  "local network gateway's address": (pair: PairName) =>
    changeAzure(trio.aks, `localNetworkGateways/${idOf(pair)}-0`, (properties) => {
      properties["gatewayIpAddress"] = "203.0.113.9";
    }),
  "local network gateway's ASN": (pair: PairName) =>
    changeAzure(trio.aks, `localNetworkGateways/${idOf(pair)}-0`, ({ bgpSettings }) => {
      bgpSettings["asn"] = 64_999;
    }),
  "custom addresses missing": () =>
    changeAzure(trio.aks, `virtualNetworkGateways/${gatewayName(trio.aks.id)}`, ({ bgpSettings }) => {
      const [one, other] = bgpSettings["bgpPeeringAddresses"];
      one.customBgpIpAddresses = ["169.254.21.254"];
      other.customBgpIpAddresses = ["169.254.22.254"];
    }),
} satisfies Record<string, Plant>;

const cases: readonly (readonly [PairName, keyof typeof plants])[] = [
  ["eks-gke", "propagation off"],
  ["eks-gke", "vpn connection deleted"],
  ["eks-aks", "vpn connection deleted"],
  ["eks-gke", "another inside prefix"],
  ["eks-aks", "another cipher"],
  ["eks-gke", "session of the router gone"],
  ["gke-aks", "tunnel gone"],
  ["eks-gke", "another peer ASN"],
  ["gke-aks", "session switched off"],
  ["eks-gke", "a session's own ranges"],
  ["eks-gke", "subnets not advertised"],
  ["eks-aks", "connection deleted"],
  ["gke-aks", "connection without policy"],
  ["eks-aks", "local network gateway's address"],
  ["gke-aks", "local network gateway's ASN"],
  ["eks-aks", "custom addresses missing"],
  ["eks-gke", "vpn gateway detached"],
];

/** What each case came to: pair, what was done behind our back, what was told of it, how it ended. */
const table: (readonly string[])[] = [];
afterAll(() => void process.stdout.write(`${table.map((row) => row.join(" | ")).join("\n")}\n`));

describe("something of a VPN that is changed behind our back", () => {
  it.each(cases)("given %s and %s, then it is told, and put right by the next sweep", async (pair, kind) => {
    const before = (await recordOf(pair))?.history.length ?? 0;
    await plants[kind](pair);
    await world.settle();
    await world.sweep();
    await world.lab.clock.advance(5 * 60_000);
    await world.sweep();
    const record = await recordOf(pair);
    const told = record?.history.slice(before).map(({ status }) => status) ?? [];
    const [first] = told.flatMap((status) => ("problem" in status ? [status.problem.message] : []));
    table.push([pair, kind, first ?? "nothing", connectionOf(pair)?.state ?? "absent"]);
    expect(connectionOf(pair)).toMatchObject({ state: "active" });
    expect(first).toBeDefined();
    expect(await countsOf()).toEqual({ aws: 4, google: 6, azure: 6 });
  });

  it("given a tunnel that goes down, then the second health check tells how many are up", async () => {
    await onTunnelOfAws({ PreSharedKey: "somebodyElsesKey1" })("eks-gke");
    const check = () => world.startMachine("CheckHealthMachineArn", {});
    await check();
    await check();
    expect(connectionOf("eks-gke")).toMatchObject({
      state: "degraded",
      reason: expect.stringMatching(/different pre-shared keys/),
    });
    expect((await recordOf("eks-gke"))?.status).toMatchObject({ tunnelsUp: 3, of: 4 });
  });

  async function recordOf(pair: PairName) {
    const hub = await world.hub();
    return (await hub.ledger.connections()).find(({ id }) => id === idOf(pair));
  }

  /** No object is made twice, and none is left over: VPN connections of AWS, tunnels of Google, connections of Azure. */
  async function countsOf() {
    const google = await namesOf(trio.gke, "vpnTunnels");
    return {
      aws: (await vpnConnections(trio.eks)).length,
      google: google.length,
      azure: (await azureConnectionsOf(trio.aks)).length,
    };
  }
});
