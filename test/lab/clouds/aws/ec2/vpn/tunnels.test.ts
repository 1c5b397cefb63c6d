import {
  CreateRouteCommand,
  DescribeRouteTablesCommand,
  DetachVpnGatewayCommand,
  DisableVgwRoutePropagationCommand,
  type EC2Client,
  EnableVgwRoutePropagationCommand,
  type VpnConnection,
} from "@aws-sdk/client-ec2";
import { makeTable, makeVpc } from "../builders.ts";
import { codeOf, type Ec2Lab, present, SECOND, startEc2 } from "../ec2-lab.ts";
import { connect, describeConnection, farEnds, MINUTE, makeAttached, makeCgw, makeVgw } from "./vpn-builders.ts";

let lab: Ec2Lab;
let hub: EC2Client;
let vpc: string;
let RouteTableId: string;
let GatewayId: string;
let made: VpnConnection;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
  vpc = await makeVpc(hub, "10.0.0.0/16");
  RouteTableId = await makeTable(hub, vpc);
  GatewayId = await makeAttached(lab, hub, vpc);
  const CustomerGatewayId = await makeCgw(hub);
  await lab.clock.advance(2 * SECOND);
  made = await connect(hub, { CustomerGatewayId, VpnGatewayId: GatewayId });
});
afterEach(() => lab.stop());

const enable = () => hub.send(new EnableVgwRoutePropagationCommand({ GatewayId, RouteTableId }));
const disable = () => hub.send(new DisableVgwRoutePropagationCommand({ GatewayId, RouteTableId }));

async function telemetry() {
  const { VgwTelemetry = [] } = await describeConnection(hub, made.VpnConnectionId);
  return VgwTelemetry.map((row) => `${row.Status} ${row.StatusMessage} ${row.AcceptedRouteCount}`);
}

async function table() {
  const { RouteTables } = await hub.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  const { Routes = [], PropagatingVgws } = present(RouteTables?.[0]);
  const routes = Routes.map(
    (route) => `${route.DestinationCidrBlock} ${route.GatewayId} ${route.State} ${route.Origin}`,
  );
  return { routes: routes.slice(1), propagating: PropagatingVgws?.map((gateway) => gateway.GatewayId) };
}

describe("tunnels", () => {
  it("given a far end that agrees, then both come up once the connection is available and learn its routes", async () => {
    lab.fabric.join(() => farEnds(made));
    await lab.clock.advance(4 * MINUTE);
    expect(lab.fabric.tunnel("far/0")).toEqual({ up: false, reason: "no-peer" });
    await lab.clock.advance(MINUTE + 20 * SECOND);
    expect(await telemetry()).toEqual(["DOWN IPSEC IS UP 0", "DOWN IPSEC IS UP 0"]);
    await lab.clock.advance(15 * SECOND);
    expect(await telemetry()).toEqual(["UP 2 BGP ROUTES 2", "UP 2 BGP ROUTES 2"]);
    expect(lab.fabric.session("far/0")).toMatchObject({ up: true, learned: ["10.0.0.0/16"] });
  });

  it.each([
    { given: "another key", change: { key: "wrong" }, expected: "key" },
    { given: "IKEv1", change: { ikeVersions: [1] as const }, expected: "ike-version" },
    {
      given: "another group",
      change: { phase1: { encryption: ["aes256"], integrity: ["sha256"], groups: [2] } },
      expected: "proposal",
    },
  ])("given a far end with $given, then no tunnel comes up", async ({ change, expected }) => {
    lab.fabric.join(() => farEnds(made, change));
    await lab.clock.advance(10 * MINUTE);
    expect(lab.fabric.tunnel("far/1")).toEqual({ up: false, reason: expected });
    expect(await telemetry()).toEqual(["DOWN IPSEC IS DOWN 0", "DOWN IPSEC IS DOWN 0"]);
  });

  it("given 101 prefixes, then the sessions go down", async () => {
    const [first] = farEnds(made);
    const advertises = Array.from({ length: 101 }, (_, n) => `10.200.${n}.0/24`);
    lab.fabric.join(() => farEnds(made, { bgp: { ...present(first?.bgp), advertises } }).slice(0, 1));
    await lab.clock.advance(10 * MINUTE);
    expect(lab.fabric.session("far/0")).toEqual({ up: false, reason: "prefix-limit" });
  });

  it("given tunnels with options of AWS's own choice, then it begins nothing and takes everything", async () => {
    const CustomerGatewayId = await makeCgw(hub, { DeviceName: "weak" });
    await lab.clock.advance(2 * SECOND);
    const weak = await connect(hub, { CustomerGatewayId, VpnGatewayId: GatewayId, Options: {} });
    const keys = new Map(weak.Options?.TunnelOptions?.map((one) => [one.OutsideIpAddress, one.PreSharedKey]));
    const old = { encryption: ["aes128"], integrity: ["sha1"], groups: [2] };
    let initiates = false;
    lab.fabric.join(() =>
      farEnds(weak, { phase1: old, phase2: old, initiates }).map((end) => ({
        ...end,
        key: present(keys.get(end.remote)),
      })),
    );
    await lab.clock.advance(10 * MINUTE);
    expect(lab.fabric.tunnel("far/1")).toEqual({ up: false, reason: "no-initiator" });
    initiates = true;
    expect(lab.fabric.tunnel("far/1").up).toBe(true);
  });
});

describe("propagation", () => {
  beforeEach(async () => {
    lab.fabric.join(() => farEnds(made));
    await lab.clock.advance(10 * MINUTE);
  });

  it("given that it is on, then learned routes are in the table until it is off", async () => {
    expect(await table()).toEqual({ routes: [], propagating: [] });
    await enable();
    await enable();
    const learned = [
      `10.64.0.0/14 ${GatewayId} active EnableVgwRoutePropagation`,
      `10.100.0.0/16 ${GatewayId} active EnableVgwRoutePropagation`,
    ];
    expect(await table()).toEqual({ routes: learned, propagating: [GatewayId] });
    await disable();
    expect(await table()).toEqual({ routes: [], propagating: [] });
  });

  it("given a route that someone made to a destination, then it stays and the learned one is not shown", async () => {
    await enable();
    const NetworkInterfaceId = "eni-0123456789abcdef0";
    await hub.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "10.64.0.0/14", NetworkInterfaceId }));
    expect((await table()).routes).toEqual([
      "10.64.0.0/14 undefined active CreateRoute",
      `10.100.0.0/16 ${GatewayId} active EnableVgwRoutePropagation`,
    ]);
  });

  it("given a gateway that is not attached, then it is refused, and one taken off propagates no more", async () => {
    const other = await makeVgw(hub);
    expect(await codeOf(hub.send(new EnableVgwRoutePropagationCommand({ GatewayId: other, RouteTableId })))).toBe(
      "Gateway.NotAttached",
    );
    await enable();
    await hub.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "10.9.0.0/16", GatewayId }));
    await hub.send(new DetachVpnGatewayCommand({ VpcId: vpc, VpnGatewayId: GatewayId }));
    const left = { routes: [`10.9.0.0/16 ${GatewayId} blackhole CreateRoute`], propagating: [] };
    expect(await table()).toEqual(left);
    expect(lab.fabric.session("far/0")).toMatchObject({ up: true, learned: [] });
  });
});
