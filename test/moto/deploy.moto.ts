import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import type { Place } from "../../core/connection/network-id.ts";
import { hub, places } from "../../lab/scenarios/accounts.ts";
import { peeringsOf, type Resident, routesOf, rulesOf } from "../support/deployed-world.ts";
import { Deployment } from "./deployment.ts";
import { printExecutions, printResources, say } from "./print.ts";
import { describePrivilege } from "./privilege-suite.ts";
import { skipped } from "./skipped.ts";

let deployment: Deployment;
let block = 0;

beforeAll(async () => {
  deployment = await Deployment.deploy(say);
  const drop = process.env["CROSSPEER_MOTO_DROP"];
  if (drop !== undefined) deployment.world.gateway.faults.arm({ action: drop, kind: "drop" });
}, 360_000);

afterAll(() => deployment?.stop());

describe("cdk deploy", () => {
  it.each(places.map((place) => ({ place, stack: place === hub ? "crosspeer" : "crosspeer-member" })))(
    "given $stack in $place.account $place.region, then every resource exists that moto does not skip",
    async ({ place, stack }) => {
      const resources = (await deployment.resources(place, stack)).filter((resource) => !isElsewhere(resource, place));
      printResources(place, stack, resources, skipped);
      expect(resources.length).toBeGreaterThan(5);
      const absent = resources.filter(({ exists }) => !exists).map(({ type }) => type);
      expect(absent.filter((type) => skipped[type] === undefined)).toEqual([]);
      const present = resources.filter(({ exists, type }) => exists && skipped[type] !== undefined);
      expect(present.map(({ type }) => type)).toEqual([]);
    },
  );
});

describe("tagged networks", () => {
  const pairs = [
    { given: "one account and region", here: hub, there: hub },
    ...places
      .filter((place) => place !== hub)
      .map((there) => ({ given: `${hub.region} and ${there.account} ${there.region}`, here: hub, there })),
  ];

  it("given pairs of networks in one place, two regions, two accounts and both, then all are joined at once", async () => {
    const joined: { one: Resident; two: Resident }[] = [];
    for (const { here, there } of pairs) {
      joined.push({ one: await fresh(`one-${block}`, here), two: await fresh(`two-${block}`, there) });
    }
    for (const { one, two } of joined) {
      await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
      await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    }
    const all = joined.flatMap(({ one, two }) => [one, two]);
    const told = await deployment.untilStatus(all, /^active/, deployment.world.gateway.faults.armed ? 45 : 240);
    printExecutions(await deployment.executions());

    expect(told).toEqual(all.map(() => "active 1/1"));
    for (const { one, two } of joined) {
      await expectJoined(one, two);
      await expectJoined(two, one);
    }
    await deployment.untilQuiet();
    const ended = await deployment.executions();
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(["SUCCEEDED"]));
    expect(ended.filter(({ machine }) => machine === "crosspeer-peer-networks")).toHaveLength(pairs.length);
  });

  it("given the sweep's schedule comes round, then nothing is written", async () => {
    const events = new EventBridgeClient({
      endpoint: deployment.world.endpoint,
      region: hub.region,
      credentials: keys,
    });
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const scheduled = Rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
    expect(scheduled.map(({ ScheduleExpression }) => ScheduleExpression).sort(byLength)).toEqual([
      "rate(5 minutes)",
      "rate(15 minutes)",
      "rate(15 minutes)",
    ]);

    const before = deployment.world.gateway.journal.length;
    const { status, output } = await deployment.run("SweepNetworks", { sweep: true });

    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: { started: [], waiting: 0 } });
    const own = deployment.world.gateway.journal.slice(before).filter(({ principal }) => principal.includes(":role/"));
    expect(own.length).toBeGreaterThan(4);
    expect(own.filter(({ action }) => !/^(Describe|Get|Query|AssumeRole)/.test(action))).toEqual([]);
  });

  it("given what people and the other schedule start, then plans are shown and health is checked without a write", async () => {
    const [one, two] = [await fresh("shown-one", hub), await fresh("shown-two", hub)];
    for (const { id, name, tenant } of [one, two]) await tenant.tag(id, { "crosspeer:name": name });
    await deployment.untilQuiet();
    const before = deployment.world.gateway.journal.length;
    const shown = await deployment.run("PreviewConnection", { requester: one.name, accepter: two.name });
    expect(shown).toMatchObject({ status: "SUCCEEDED", output: { outcome: "refuse", transport: "vpc-peering" } });
    expect(await deployment.run("CheckHealth", { health: true })).toMatchObject({ status: "SUCCEEDED" });
    const own = deployment.world.gateway.journal.slice(before).filter(({ principal }) => principal.includes(":role/"));
    expect(own.filter(({ action }) => !/^(Describe|Get|Query|AssumeRole)/.test(action))).toEqual([]);
  });

  it("given the accept is throttled and then its answer lost, then there is one active peering", async () => {
    const { faults } = deployment.world.gateway;
    const [one, two] = [await fresh("patient-one", hub), await fresh("patient-two", hub)];
    faults.arm({ action: "AcceptVpcPeeringConnection", kind: "error", times: 3 });
    faults.arm({ action: "AcceptVpcPeeringConnection", kind: "lost", times: 1 });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:mesh": "patient" });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:mesh": "patient" });

    expect(await deployment.untilStatus([one, two], /^active/)).toEqual(["active 1/1", "active 1/1"]);
    expect(await peeringsOf(one)).toHaveLength(1);
    const accepts = deployment.world.gateway.journal.filter(({ action }) => action === "AcceptVpcPeeringConnection");
    expect(accepts.slice(-5).map(({ status }) => status)).toEqual([503, 503, 503, 0, 400]);
  });

  it("given overlapping networks, then nothing is asked of EC2, and both are told", async () => {
    const sketch = { prefixes: ["10.200.0.0/16"], subnets: ["10.200.0.0/24"] } as const;
    const one = await deployment.network("same-one", hub, sketch);
    const two = await deployment.network("same-two", hub, sketch);
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });

    const told = await deployment.untilStatus([one, two], /overlap/);
    expect(told).toEqual([expect.stringMatching(/^blocked same-two overlap/), expect.stringMatching(/overlap/)]);
    expect(await peeringsOf(one)).toEqual([]);

    await one.tenant.untag(one.id, "crosspeer:name", "crosspeer:connect");
    await two.tenant.untag(two.id, "crosspeer:name", "crosspeer:accept");
    expect(await deployment.untilStatus([one, two], /^$/)).toEqual(["", ""]);
    await deployment.untilQuiet();
  });

  it("given EC2 refuses the request for good, then the execution ends red, and both are told why", async () => {
    const { faults } = deployment.world.gateway;
    const one = await fresh("full-one", hub);
    const two = await fresh("full-two", { account: "222222222222", region: "eu-west-1" });
    const code = "VpcPeeringConnectionsPerVpcLimitExceeded";
    faults.arm({ action: "CreateVpcPeeringConnection", kind: "error", code, status: 400, times: 1 });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });

    const told = await deployment.untilStatus([one, two], /^blocked full-/);
    expect(told).toEqual([expect.stringMatching(/^blocked full-two/), expect.stringMatching(/^blocked full-one/)]);
    await deployment.untilQuiet();
    const failed = (await deployment.executions()).filter(({ status }) => status === "FAILED");
    printExecutions(failed);
    expect(failed.map(({ machine, error }) => `${machine} ${error}`).sort()).toEqual([
      "crosspeer-connect-networks TaskFailed",
      "crosspeer-peer-networks QuotaExceeded",
    ]);
  });

  it("given narrower ports and then a tag deleted, then the rules follow, and a withdrawal is told", async () => {
    const one = await fresh("fewer-one", hub);
    const two = await fresh("fewer-two", hub);
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    await deployment.untilStatus([one, two], /^active/);

    await two.tenant.tag(two.id, { "crosspeer:allow": "tcp:443" });
    await deployment.untilQuiet();
    const [connection] = await ownedRules(two);
    expect(connection).toBe(`tcp 443-443 ${one.prefixes[0]}`);

    await one.tenant.untag(one.id, "crosspeer:connect");
    const told = await deployment.untilStatus([one, two], /^withdrawn/);
    expect(told).toEqual([expect.stringMatching(/^withdrawn/), expect.stringMatching(/^withdrawn/)]);
    await deployment.untilQuiet();
    // After its grace everything of ours goes: the tag last.
    expect(await deployment.untilStatus([one, two], /^$/)).toEqual(["", ""]);
    expect(await ownedRules(two)).toEqual([]);
  });
});

describePrivilege(() => deployment);

describe("the life of the stack", () => {
  it("given cdk deploy again, then nothing changes; given another schedule, then the rule has it", async () => {
    expect(await deployment.cdk.deploy(hub, "crosspeer")).toMatch(/crosspeer \(no changes\)/);

    deployment.cdk.configure({ sweepMinutes: 30 });
    expect(await deployment.cdk.deploy(hub, "crosspeer")).toMatch(/UPDATE_COMPLETE/);
    const events = new EventBridgeClient({
      endpoint: deployment.world.endpoint,
      region: hub.region,
      credentials: keys,
    });
    const { Rules = [] } = await events.send(new ListRulesCommand({}));
    const schedules = Rules.flatMap(({ ScheduleExpression }) => ScheduleExpression ?? []);
    expect(schedules.sort(byLength)).toEqual(["rate(5 minutes)", "rate(15 minutes)", "rate(30 minutes)"]);

    const { status } = await deployment.run("SweepNetworks", { sweep: true });
    expect(status).toBe("SUCCEEDED");
  });

  it("given cdk destroy, then nothing is left but the ledger, which is kept on purpose", async () => {
    for (const place of Deployment.memberPlaces) await left(place, "crosspeer-member");
    await left(hub, "crosspeer");
    for (const place of Deployment.memberPlaces) await deployment.cdk.destroy(place, "crosspeer-member");
    await deployment.cdk.destroy(hub, "crosspeer");

    for (const place of Deployment.memberPlaces) expect(await left(place, "crosspeer-member")).toEqual([]);
    expect(await left(hub, "crosspeer")).toEqual(["AWS::DynamoDB::Table"]);
  });
});

function byLength(one = "", other = ""): number {
  return one.length - other.length;
}

const keys = { accessKeyId: `LABK${hub.account}`, secretAccessKey: "any" };

/** A network with a prefix and one subnet that nobody else has. */
function fresh(name: string, place: Place): Promise<Resident> {
  block++;
  return deployment.network(name, place, { prefixes: [`10.${block}.0.0/16`], subnets: [`10.${block}.0.0/24`] });
}

/** The role is made once an account, in the member's home region. */
function isElsewhere({ conditional }: { readonly conditional: boolean }, { account, region }: Place): boolean {
  return conditional && (account === hub.account || region !== "us-east-1");
}

async function expectJoined(side: Resident, peer: Resident): Promise<void> {
  const peerings = await peeringsOf(side);
  expect(peerings.map(({ Status }) => Status?.Code)).toEqual(["active"]);
  // The main table and the subnet's.
  expect(await routesOf(side)).toEqual([`${peer.prefixes[0]} active`, `${peer.prefixes[0]} active`]);
  expect(await ownedRules(side)).toEqual([`-1 -1--1 ${peer.prefixes[0]}`]);
}

/** The rules of ours at a network's cluster. */
async function ownedRules(side: Resident): Promise<readonly string[]> {
  const [peering] = await peeringsOf(side);
  const connection = peering?.Tags?.find(({ Key }) => Key === "crosspeer:connection")?.Value ?? "";
  const all = await rulesOf(side, connection);
  return all.filter((rule) => !side.prefixes.some((prefix) => rule.endsWith(prefix)));
}

async function left(place: Place, stack: string): Promise<readonly string[]> {
  return (await deployment.resources(place, stack, "last")).flatMap(({ type, exists }) => (exists ? [type] : []));
}
