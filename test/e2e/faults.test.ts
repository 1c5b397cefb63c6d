import {
  AssociateVpcCidrBlockCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { locate, type Place } from "../../core/connection/network-id.ts";
import { DeployedWorld, peeringsOf, type Resident, routesOf, rulesOf } from "../support/deployed-world.ts";

const here: Place = { account: "111111111111", region: "us-east-1" };
const there: Place = { account: "222222222222", region: "eu-west-1" };

let world: DeployedWorld;
let block = 0;

beforeAll(async () => {
  world = await DeployedWorld.start();
}, 60_000);

afterAll(() => world.close());

async function couple(): Promise<{ readonly one: Resident; readonly two: Resident }> {
  block += 2;
  const one = await world.network(`one-${block}`, here, { prefixes: [`10.${block}.0.0/16`] });
  const two = await world.network(`two-${block}`, there, { prefixes: [`10.${block + 1}.0.0/16`] });
  await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:mesh": `mesh-${block}` });
  await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:mesh": `mesh-${block}` });
  return { one, two };
}

async function settleAndSweep(): Promise<void> {
  await world.settle();
  world.lab.faults.clear();
  await world.sweep();
}

/** One live peering, each side's main table routed to the other, one rule of ours on each side, and told so. */
async function expectJoined(one: Resident, two: Resident): Promise<void> {
  const connection = world.connection(one, two);
  expect(connection?.state).toBe("active");
  for (const [side, peer] of [
    [one, two],
    [two, one],
  ] as const) {
    const live = (await peeringsOf(side)).filter(({ Status }) => Status?.Code === "active");
    expect(live).toHaveLength(1);
    expect(await routesOf(side)).toEqual(peer.prefixes.map((prefix) => `${prefix} active`));
    expect(await rulesOf(side, connection?.id ?? "")).toEqual(peer.prefixes.map((prefix) => `-1 -1--1 ${prefix}`));
    expect(await world.status(side)).toBe("active 1/1");
  }
}

const writes = [
  "CreateVpcPeeringConnection",
  "AcceptVpcPeeringConnection",
  "ModifyVpcPeeringConnectionOptions",
  "CreateRoute",
  "AuthorizeSecurityGroupIngress",
  "CreateTags",
];

describe("a call that fails", () => {
  it.each(writes)(
    "given %s is done and its answer lost, then the networks end joined by one peering",
    async (action) => {
      const { one, two } = await couple();
      world.lab.faults.inject({ service: "ec2", action, when: "after", code: "InternalError", status: 500 });

      await settleAndSweep();

      await expectJoined(one, two);
    },
  );

  it.each(["DescribeRouteTables", "AcceptVpcPeeringConnection", "CreateRoute"])(
    "given %s is throttled beyond the SDK's patience, then the machine tries again",
    async (action) => {
      const { one, two } = await couple();
      const code = "RequestLimitExceeded";
      world.lab.faults.inject({ service: "ec2", action, when: "before", code, status: 503, times: 4 });

      await world.settle();

      await expectJoined(one, two);
    },
  );
});

describe("a function that dies", () => {
  it.each([0, 2, 3, 5, 7, 9])("given its invocation %d is lost after its work, then all is well", async (skip) => {
    world.lab.faults.inject({ service: "lambda", action: "Invoke", when: "after", code: "Lambda.Unknown", skip });
    const { one, two } = await couple();
    await world.settle();
    world.lab.faults.clear();
    await world.sweep();

    await expectJoined(one, two);
  });
});

describe("drift", () => {
  it("given our route deleted, then the next sweep makes it again", async () => {
    const { one, two } = await couple();
    await world.settle();
    const Filters = [{ Name: "vpc-id", Values: [locate(one.id).localId] }];
    const { RouteTables } = await one.tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const RouteTableId = RouteTables?.[0]?.RouteTableId;
    await one.tenant.ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: two.prefixes[0] }));

    await world.sweep();

    await expectJoined(one, two);
  });

  it("given our rule revoked, then the next sweep opens it again", async () => {
    const { one, two } = await couple();
    await world.settle();
    const Filters = [{ Name: "tag:crosspeer:connection", Values: [world.connection(one, two)?.id ?? ""] }];
    const { SecurityGroupRules } = await one.tenant.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const [rule] = SecurityGroupRules ?? [];
    await one.tenant.ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: rule?.GroupId,
        SecurityGroupRuleIds: [rule?.SecurityGroupRuleId ?? ""],
      }),
    );

    await world.sweep();

    await expectJoined(one, two);
  });

  it("given a prefix added later, then the peer is routed to it as well", async () => {
    const { one, two } = await couple();
    await world.settle();
    const added = `100.${64 + block}.0.0/16`;
    await two.tenant.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId: locate(two.id).localId, CidrBlock: added }));
    await world.lab.clock.advance(10_000);

    await world.sweep();

    await expectJoined(one, { ...two, prefixes: [...two.prefixes, added] });
  });
});
