import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyVpcPeeringConnectionOptionsCommand,
  ReplaceRouteCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { type Couple, Couples } from "../support/couples.ts";
import { DeployedWorld, peeringsOf } from "../support/deployed-world.ts";
import { type AksNetwork, buildAks, buildGke, type GkeNetwork } from "../support/gke-and-aks.ts";

let world: DeployedWorld;
let eks: Couple;
let gke: readonly [GkeNetwork, GkeNetwork];
let aks: readonly [AksNetwork, AksNetwork];

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  const couples = new Couples(world);
  eks = await couples.build({ place: { account: "222222222222", region: "us-east-1" } });
  const ranges = (block: number) => ({
    nodes: `10.${block}.0.0/20`,
    pods: `100.${64 + block}.0.0/16`,
    services: `10.${block}.16.0/20`,
  });
  const gkeOf = (name: string, side: 0 | 1) =>
    buildGke(world.lab, side, { name, ...ranges(50 + side), labels: { mesh: "drift" } });
  gke = [await gkeOf("gke-one", 0), await gkeOf("gke-two", 1)];
  const aksOf = (name: string, side: 0 | 1) =>
    buildAks(world.lab, side, {
      ...{ name, prefixes: [`10.${60 + side}.0.0/16`], nodes: `10.${60 + side}.0.0/20`, tags: { mesh: "azure" } },
    });
  aks = [await aksOf("aks-one", 0), await aksOf("aks-two", 1)];
  await couples.tag(eks);
  await world.sweep();
}, 60_000);

afterAll(() => world.close());

async function peeringOfEks(): Promise<string | undefined> {
  const found = await peeringsOf(eks.one);
  return found.find(({ Status }) => Status?.Code === "active")?.VpcPeeringConnectionId;
}

async function routeOfEks() {
  const Filters = [{ Name: "vpc-id", Values: [locate(eks.one.id).localId] }];
  const { RouteTables = [] } = await eks.one.tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const own = RouteTables.flatMap(({ RouteTableId, Routes = [] }) =>
    Routes.filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId !== undefined).map(
      ({ DestinationCidrBlock }) => ({ RouteTableId, DestinationCidrBlock }),
    ),
  );
  const [first] = own;
  return { RouteTableId: first?.RouteTableId ?? "", DestinationCidrBlock: first?.DestinationCidrBlock };
}

async function ruleOfEks() {
  const Filters = [{ Name: "tag:crosspeer:connection", Values: [world.connection(eks.one, eks.two)?.id ?? ""] }];
  const { SecurityGroupRules = [] } = await eks.one.tenant.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const [first] = SecurityGroupRules;
  return { GroupId: first?.GroupId ?? "", rule: first?.SecurityGroupRuleId ?? "" };
}

const gkeConnection = () => world.connection(...gke)?.id ?? "";
async function firewallOfGke(): Promise<string> {
  const rules = await gke[0].tenant.rulesOf(gke[0].id);
  return `global/firewalls/${rules.find(({ name }) => name.startsWith(gkeConnection()))?.name}`;
}

const aksConnection = () => world.connection(...aks)?.id ?? "";

async function changeHalf(change: (properties: Record<string, unknown>) => void): Promise<void> {
  const path = `${aks[0].id}/virtualNetworkPeerings/${aksConnection()}`;
  const half = await aks[0].tenant.ask("GET", path);
  if (typeof half !== "object" || half === null || !("properties" in half)) throw new Error("not a peering");
  const properties = { ...(half.properties as Record<string, unknown>) };
  change(properties);
  await aks[0].tenant.change("PUT", path, { properties });
}

interface Case {
  readonly given: string;
  readonly of: () => { readonly state: string } | undefined;
  readonly plant: () => Promise<unknown>;
}

const ofEks = () => world.connection(eks.one, eks.two);
const ofGke = () => world.connection(...gke);
const ofAks = () => world.connection(...aks);
const local = (network: GkeNetwork) => locate(network.id).localId;

const cases: readonly Case[] = [
  {
    given: "EKS: a route deleted",
    of: ofEks,
    plant: async () => eks.one.tenant.ec2.send(new DeleteRouteCommand(await routeOfEks())),
  },
  {
    given: "EKS: a route led elsewhere",
    of: ofEks,
    plant: async () => {
      const { ec2 } = eks.one.tenant;
      const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
      const { InternetGatewayId } = InternetGateway ?? {};
      await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: locate(eks.one.id).localId }));
      await ec2.send(new ReplaceRouteCommand({ ...(await routeOfEks()), GatewayId: InternetGatewayId }));
    },
  },
  {
    given: "EKS: a rule revoked",
    of: ofEks,
    plant: async () => {
      const { GroupId, rule } = await ruleOfEks();
      const command = new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [rule] });
      await eks.one.tenant.ec2.send(command);
    },
  },
  {
    given: "EKS: resolution of names off",
    of: ofEks,
    plant: async () =>
      eks.one.tenant.ec2.send(
        new ModifyVpcPeeringConnectionOptionsCommand({
          VpcPeeringConnectionId: await peeringOfEks(),
          RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: false },
        }),
      ),
  },
  {
    given: "EKS: the peering deleted",
    of: ofEks,
    plant: async () => {
      const VpcPeeringConnectionId = await peeringOfEks();
      await eks.one.tenant.ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    },
  },
  {
    given: "GKE: a half deleted",
    of: ofGke,
    plant: () =>
      gke[0].tenant.change("POST", `global/networks/${local(gke[0])}/removePeering`, { name: gkeConnection() }),
  },
  {
    given: "GKE: custom routes not imported",
    of: ofGke,
    plant: () =>
      gke[0].tenant.change("PATCH", `global/networks/${local(gke[0])}/updatePeering`, {
        networkPeering: { name: gkeConnection(), exchangeSubnetRoutes: true, importCustomRoutes: false },
      }),
  },
  {
    given: "GKE: a firewall rule deleted",
    of: ofGke,
    plant: async () => gke[0].tenant.change("DELETE", await firewallOfGke(), {}),
  },
  {
    given: "GKE: a firewall rule for fewer sources",
    of: ofGke,
    plant: async () => gke[0].tenant.change("PATCH", await firewallOfGke(), { sourceRanges: [gke[1].prefixes[0]] }),
  },
  {
    given: "AKS: a half deleted",
    of: ofAks,
    plant: () => aks[0].tenant.change("DELETE", `${aks[0].id}/virtualNetworkPeerings/${aksConnection()}`),
  },
  {
    given: "AKS: forwarded traffic not allowed",
    of: ofAks,
    plant: () =>
      changeHalf((properties) => {
        properties["allowForwardedTraffic"] = false;
      }),
  },
  {
    given: "AKS: access not allowed",
    of: ofAks,
    plant: () =>
      changeHalf((properties) => {
        properties["allowVirtualNetworkAccess"] = false;
      }),
  },
  {
    given: "AKS: a prefix more, not synced",
    of: ofAks,
    plant: () => aks[0].tenant.addPrefix(aks[0].id, "10.70.0.0/16"),
  },
  {
    given: "AKS: a rule deleted",
    of: ofAks,
    plant: async () => {
      const [rule] = (await aks[0].tenant.rulesOf("aks-one")).filter(({ name }) => name.startsWith(aksConnection()));
      const groups = aks[0].id.replace(/virtualnetworks\/.*/i, "networkSecurityGroups/aks-one");
      await aks[0].tenant.change("DELETE", `${groups}/securityRules/${rule?.name}`);
    },
  },
];

/** What each case came to: what was done behind our back, what was told of it, how it ended. */
const table: (readonly string[])[] = [];
afterAll(() => void process.stdout.write(`${table.map((row) => row.join(" | ")).join("\n")}\n`));

describe("something of a peering that is changed behind our back", () => {
  it.each(cases)("given $given, then it is told, and put right by the next sweep", async ({ given, of, plant }) => {
    expect(of()).toMatchObject({ state: "active" });
    const mark = world.lab.events().length;
    await plant();
    await world.settle();
    await world.sweep();
    const told = world.lab
      .events()
      .slice(mark)
      .map(({ event }) => JSON.stringify(event.detail));
    const message = /"rule":"drift","message":"([^"]+)"/.exec(told.find((one) => one.includes('"drift"')) ?? "")?.[1];
    table.push([given, message ?? "nothing", of()?.state ?? "absent"]);
    expect(of()).toMatchObject({ state: "active" });
    expect(message).toBeDefined();

    const after = world.mark();
    await world.sweep();
    expect(world.writesSince(after).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });

  it("given a policy that only reports, then it is told and left as it is until the policy says otherwise", async () => {
    await world.setPolicy({ drift: "report" });
    await eks.one.tenant.ec2.send(new DeleteRouteCommand(await routeOfEks()));
    const mark = world.mark();
    await world.sweep();
    expect(ofEks()).toMatchObject({
      state: "degraded",
      reason: expect.stringMatching(/^drift: rtb-\w+ does not route 10\.\S+: put it back or have the policy say/),
    });
    expect(world.changesSince(mark)).toEqual([]);
    await world.setPolicy({ drift: "repair" });
    await world.sweep();
    expect(ofEks()?.state).toBe("active");
  });
});
