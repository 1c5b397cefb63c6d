import { AssociateVpcCidrBlockCommand } from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { stranger } from "../../lab/scenarios/accounts.ts";
import { Couples } from "../support/couples.ts";
import { DeployedWorld, peeringsOf } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());

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
    const { one, two } = await couples.build();
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await world.settle();
    const mark = world.mark();

    await one.tenant.tag(one.id, { "crosspeer:name": one.name, ...expected.tags(two.name, one.name) });

    const status = await couples.refused(one, mark);
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
    const pair = await couples.build({ one: { prefixes: [...one] }, two: { prefixes: [...two] } });
    const mark = world.mark();

    await couples.tag(pair);

    for (const side of [pair.one, pair.two]) {
      const status = await couples.refused(side, mark);
      expect(status).toContain("overlap");
      expect(status).toContain(shown);
      expect(status).toContain("give one of the networks another prefix");
    }
    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "blocked", reason: /^overlap/ });
  });

  it("given the same IPv6 prefix, then it is refused like any other", async () => {
    const pair = await couples.build();
    for (const { id, tenant } of [pair.one, pair.two]) {
      const VpcId = locate(id).localId;
      const Ipv6Pool = "ipv6pool-ec2-0123456789abcdef0";
      await tenant.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId, Ipv6CidrBlock: "2001:db8:77::/56", Ipv6Pool }));
    }
    await world.lab.clock.advance(10_000);
    const mark = world.mark();

    await couples.tag(pair);

    expect(await couples.refused(pair.one, mark)).toMatch(/overlap: 2001:db8:77::\/56/);
  });
});

describe("consent", () => {
  it("given none, then the connection waits and says whose tag is missing", async () => {
    const pair = await couples.build();
    await pair.two.tenant.tag(pair.two.id, { "crosspeer:name": pair.two.name });
    const mark = world.mark();

    await pair.one.tenant.tag(pair.one.id, { "crosspeer:name": pair.one.name, "crosspeer:connect": pair.two.name });

    const status = await couples.refused(pair.one, mark);
    expect(status).toContain("missing-consent");
    expect(status).toContain(`tag ${pair.two.name} crosspeer:accept=${pair.one.name}`);
    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "pending" });
  });

  it("given it comes later, then the networks are joined", async () => {
    const pair = await couples.build();
    await pair.two.tenant.tag(pair.two.id, { "crosspeer:name": pair.two.name });
    await pair.one.tenant.tag(pair.one.id, { "crosspeer:name": pair.one.name, "crosspeer:connect": pair.two.name });
    await world.settle();

    await pair.two.tenant.tag(pair.two.id, { "crosspeer:accept": "111111111111" });
    await world.settle();

    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "active" });
  });

  it("given an execution without the accepter's consent, then nothing is made either", async () => {
    const pair = await couples.build();
    const mark = world.mark();

    const name = await world.startMachine("ConnectNetworksMachineArn", {
      requester: pair.one.id,
      accepter: pair.two.id,
    });

    expect(world.execution(name)).toMatchObject({ status: "SUCCEEDED", output: { phase: "pending" } });
    expect(await couples.refused(pair.one, mark)).toContain("missing-consent");
  });
});

describe("an account that does not let us in", () => {
  it("given no member role there, then the asking side is told which role is missing where", async () => {
    const pair = await couples.build({ place: stranger });
    const mark = world.mark();

    await pair.one.tenant.tag(pair.one.id, { "crosspeer:name": pair.one.name, "crosspeer:connect": pair.two.id });

    const status = await couples.refused(pair.one, mark);
    expect(status).toContain("refused");
    expect(status).toContain("crosspeer-member");
    expect(status).toContain(stranger.account);
    expect(world.connection(pair.one, pair.two)).toMatchObject({ state: "blocked", reason: /member stack/ });
  });
});
