import {
  AssociateVpcCidrBlockCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  RejectVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { locate, type Place } from "../../core/connection/network-id.ts";
import { stranger } from "../../lab/scenarios/accounts.ts";
import type { NetworkSketch } from "../../lab/scenarios/tenant.ts";
import { DeployedWorld, peeringsOf, type Resident } from "../support/deployed-world.ts";

const here: Place = { account: "111111111111", region: "us-east-1" };
const there: Place = { account: "222222222222", region: "eu-west-1" };

let world: DeployedWorld;
let block = 0;

beforeAll(async () => {
  world = await DeployedWorld.start();
}, 60_000);

afterAll(() => world.close());

interface Couple {
  readonly one: Resident;
  readonly two: Resident;
}

/** Two networks of their own prefixes, unless given; their names differ from test to test. */
async function couple(sketches: { one?: NetworkSketch; two?: NetworkSketch; place?: Place } = {}): Promise<Couple> {
  block += 2;
  return {
    one: await world.network(`one-${block}`, here, sketches.one ?? { prefixes: [`10.${block}.0.0/16`] }),
    two: await world.network(
      `two-${block}`,
      sketches.place ?? there,
      sketches.two ?? { prefixes: [`10.${block + 1}.0.0/16`] },
    ),
  };
}

async function tag({ one, two }: Couple, tags: Readonly<Record<string, string>> = {}): Promise<void> {
  await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
  await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name, ...tags });
  await world.settle();
}

/** Settles, then checks what every refusal promises: a status that fits a tag, and nothing made. */
async function refused(network: Resident, mark: number): Promise<string> {
  await world.settle();
  const status = (await world.status(network)) ?? "";
  expect(status.length).toBeLessThanOrEqual(256);
  expect(world.changesSince(mark)).toEqual([]);
  return status;
}

describe("tags that point nowhere or cannot be read", () => {
  it.each([
    {
      given: "a misspelt network",
      tags: (two: string) => ({ "crosspeer:connect": two.replace("two", "tow") }),
      rule: "unknown-network",
      remedy: /did you mean two-/,
    },
    {
      given: "a malformed prefix for a network",
      tags: () => ({ "crosspeer:connect": "010.0.0.0/8" }),
      rule: "malformed-tag",
      remedy: /write a name/,
    },
    {
      given: "the network itself",
      tags: (_two: string, one: string) => ({ "crosspeer:connect": one }),
      rule: "self-connection",
      remedy: /take it out of the tag/,
    },
    {
      given: "a port that is none",
      tags: (two: string) => ({ "crosspeer:connect": two, "crosspeer:allow": "tcp:99999" }),
      rule: "malformed-tag",
      remedy: /tcp:443/,
    },
  ])("given $given, then the status tag and an event name the rule and what to change", async (expected) => {
    const { one, two } = await couple();
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await world.settle();
    const mark = world.mark();

    await one.tenant.tag(one.id, { "crosspeer:name": one.name, ...expected.tags(two.name, one.name) });

    const status = await refused(one, mark);
    expect(status).toContain(expected.rule);
    expect(status).toMatch(expected.remedy);
    expect(world.refusals(one)).toContainEqual(
      expect.objectContaining({ rule: expected.rule, remedy: expect.stringMatching(expected.remedy) }),
    );
    expect(await peeringsOf(one)).toEqual([]);
  });
});

describe("networks that overlap", () => {
  it.each([
    { given: "primary prefixes", one: ["10.200.0.0/16"], two: ["10.200.128.0/17"], shown: "10.200.128.0/17" },
    {
      given: "a secondary in a primary",
      one: ["10.201.0.0/16", "100.64.0.0/16"],
      two: ["100.64.0.0/16"],
      shown: "100.64.0.0/16",
    },
    {
      given: "two secondaries",
      one: ["10.202.0.0/16", "100.65.0.0/16"],
      two: ["10.203.0.0/16", "100.65.16.0/20"],
      shown: "100.65.16.0/20",
    },
  ] as const)("given $given, then both are told which prefixes, and nothing is made", async ({ one, two, shown }) => {
    const pair = await couple({ one: { prefixes: [...one] }, two: { prefixes: [...two] } });
    const mark = world.mark();

    await tag(pair);

    for (const side of [pair.one, pair.two]) {
      const status = await refused(side, mark);
      expect(status).toContain("overlap");
      expect(status).toContain(shown);
      expect(status).toContain("give one of the networks another prefix");
    }
    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "blocked", reason: /^overlap/ });
  });

  it("given the same IPv6 prefix, then it is refused like any other", async () => {
    const pair = await couple();
    for (const { id, tenant } of [pair.one, pair.two]) {
      const VpcId = locate(id).localId;
      const Ipv6Pool = "ipv6pool-ec2-0123456789abcdef0";
      await tenant.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId, Ipv6CidrBlock: "2001:db8:77::/56", Ipv6Pool }));
    }
    await world.lab.clock.advance(10_000);
    const mark = world.mark();

    await tag(pair);

    expect(await refused(pair.one, mark)).toMatch(/overlap: 2001:db8:77::\/56/);
  });
});

describe("consent", () => {
  it("given none, then the connection waits and says whose tag is missing", async () => {
    const pair = await couple();
    await pair.two.tenant.tag(pair.two.id, { "crosspeer:name": pair.two.name });
    const mark = world.mark();

    await pair.one.tenant.tag(pair.one.id, { "crosspeer:name": pair.one.name, "crosspeer:connect": pair.two.name });

    const status = await refused(pair.one, mark);
    expect(status).toContain("missing-consent");
    expect(status).toContain(`tag ${pair.two.name} crosspeer:accept=${pair.one.name}`);
    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "pending" });
  });

  it("given it comes later, then the networks are joined", async () => {
    const pair = await couple();
    await pair.two.tenant.tag(pair.two.id, { "crosspeer:name": pair.two.name });
    await pair.one.tenant.tag(pair.one.id, { "crosspeer:name": pair.one.name, "crosspeer:connect": pair.two.name });
    await world.settle();

    await pair.two.tenant.tag(pair.two.id, { "crosspeer:accept": "111111111111" });
    await world.settle();

    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "active" });
  });

  it("given an execution without the accepter's consent, then nothing is made either", async () => {
    const pair = await couple();
    const mark = world.mark();

    const name = await world.startMachine("ConnectNetworksMachineArn", {
      requester: pair.one.id,
      accepter: pair.two.id,
    });

    expect(world.execution(name)).toMatchObject({ status: "SUCCEEDED", output: { phase: "pending" } });
    expect(await refused(pair.one, mark)).toContain("missing-consent");
  });
});

describe("an account that does not let us in", () => {
  it("given no member role there, then the asking side is told which role is missing where", async () => {
    const pair = await couple({ place: stranger });
    const mark = world.mark();

    await pair.one.tenant.tag(pair.one.id, { "crosspeer:name": pair.one.name, "crosspeer:connect": pair.two.id });

    const status = await refused(pair.one, mark);
    expect(status).toContain("refused");
    expect(status).toContain("crosspeer-member");
    expect(status).toContain(stranger.account);
    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "blocked", reason: /member stack/ });
  });
});

describe("what is in the way", () => {
  it("given a peering that somebody else made, then it is named and left alone", async () => {
    const pair = await couple({ place: here });
    const [requester, accepter] = [pair.one, pair.two];
    const { VpcPeeringConnection } = await requester.tenant.ec2.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: locate(requester.id).localId,
        PeerVpcId: locate(accepter.id).localId,
      }),
    );
    const foreign = VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
    const mark = world.mark();

    await tag(pair);

    expect(await refused(pair.one, mark)).toContain(`peering-conflict: ${foreign}`);
  });

  it("given somebody else's route for the peer's prefix, then table, prefix and target are named", async () => {
    const pair = await couple();
    const { table, gateway } = await routeToGateway(pair.one, pair.two.prefixes[0] ?? "");
    const mark = world.mark();

    await tag(pair);

    const status = await refused(pair.one, mark);
    for (const part of ["route-conflict", table, pair.two.prefixes[0], gateway]) expect(status).toContain(part);
  });

  it("given the accepter's owner rejects the request, then it is told and not asked again", async () => {
    const pair = await couple();
    const [requester, accepter] = pair.one.id < pair.two.id ? [pair.one, pair.two] : [pair.two, pair.one];
    // Our accept is not allowed, so the request stays open until the accepter's owner says no.
    world.lab.faults.inject({
      service: "ec2",
      action: "AcceptVpcPeeringConnection",
      when: "before",
      code: "UnauthorizedOperation",
      status: 403,
    });
    await tag(pair);
    const [asked] = await peeringsOf(accepter);
    const VpcPeeringConnectionId = asked?.VpcPeeringConnectionId;
    await accepter.tenant.ec2.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    await world.lab.clock.advance(10_000);
    const mark = world.mark();

    await world.sweep();

    expect(await refused(requester, mark)).toContain(`refused: ${VpcPeeringConnectionId} was rejected`);
  });
});

/** Has the owner route a prefix through an internet gateway in the network's main table. */
async function routeToGateway({ id, tenant }: Resident, prefix: string) {
  const VpcId = locate(id).localId;
  const { InternetGateway } = await tenant.ec2.send(new CreateInternetGatewayCommand({}));
  const gateway = InternetGateway?.InternetGatewayId ?? "";
  await tenant.ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: gateway }));
  const Filters = [{ Name: "vpc-id", Values: [VpcId] }];
  const { RouteTables } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const table = RouteTables?.[0]?.RouteTableId ?? "";
  const route = { RouteTableId: table, DestinationCidrBlock: prefix, GatewayId: gateway };
  await tenant.ec2.send(new CreateRouteCommand(route));
  return { table, gateway };
}
