import { CreateFlowLogsCommand, DeleteFlowLogsCommand, DescribeFlowLogsCommand } from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { type Couple, Couples } from "../support/couples.ts";
import { DeployedWorld, type Resident } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;
let couple: Couple;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
  couple = await couples.build();
  await couples.tag(couple);
  await couple.two.tenant.tag(couple.two.id, { "crosspeer:allow": "tcp:443", "crosspeer:flow-logs": "rejected" });
  await world.settle();
}, 60_000);

afterAll(() => world.close());

/** A look at flow logs, as the schedule has it. */
function check(): Promise<string> {
  return world.startMachine("CheckFlowLogsMachineArn", {});
}

async function flowLogsOf({ tenant, id }: Resident) {
  const Filter = [{ Name: "resource-id", Values: [locate(id).localId] }];
  const { FlowLogs = [] } = await tenant.ec2.send(new DescribeFlowLogsCommand({ Filter }));
  return FlowLogs;
}

/** Packets from the first network's side to the second's, at the second's door. */
function reject({ two }: Couple, source: string, destination: string, port: number): void {
  const { account, region, localId: vpcId } = locate(two.id);
  world.lab.reject({ account, region, vpcId }, { source, destination, port, packets: 3 });
}

const rejections = () =>
  world.lab
    .events()
    .filter(({ event }) => event["detail-type"] === "Flows Rejected")
    .flatMap(({ event }) => event.detail["rejections"]);

describe("flow logs of joined networks", () => {
  it("given the tag, then they are made once, in the other account too, and by the role of that account", async () => {
    await check();
    const mark = world.mark();
    await check();
    expect(world.writesSince(mark)).toEqual([]);
    expect(await flowLogsOf(couple.two)).toMatchObject([
      {
        ...{ TrafficType: "REJECT", LogGroupName: "/crosspeer/flow-logs", FlowLogStatus: "ACTIVE" },
        DeliverLogsPermissionArn: "arn:aws:iam::222222222222:role/crosspeer-flow-logs",
      },
    ]);
    expect(await flowLogsOf(couple.one)).toEqual([]);
  });

  it("given packets that were rejected, then pair, port and the rule that would admit them are told", async () => {
    const [one, two] = [couple.one.prefixes[0], couple.two.prefixes[0]].map((prefix = "") =>
      prefix.replace(/0\.0\/16/, ""),
    );
    reject(couple, `${one}1.5`, `${two}2.6`, 5432);
    reject(couple, `${one}1.7`, `${two}2.6`, 5432);
    reject(couple, `${one}1.7`, `${two}2.6`, 443);
    reject(couple, "203.0.113.9", `${two}2.6`, 22);
    await world.lab.clock.advance(60_000);
    const connection = world.connection(couple.one, couple.two)?.id;
    const told = rejections().length;
    await check();
    const between = { connection, from: couple.one.name, to: couple.two.name };
    expect(rejections().slice(told)).toEqual([
      { ...between, what: "tcp:5432", packets: 6, remedy: `add tcp:5432 to crosspeer:allow of ${couple.two.name}` },
      { ...between, what: "tcp:443", packets: 3, remedy: expect.stringMatching(/look at its network acls/) },
    ]);
  });

  it("given somebody's own that serve, then none is made; given the tag goes, then ours go and theirs stay", async () => {
    const { one, two } = couple;
    const theirs = new CreateFlowLogsCommand({
      ...{ ResourceType: "VPC", ResourceIds: [locate(one.id).localId], TrafficType: "ALL" },
      ...{ LogDestinationType: "cloud-watch-logs", LogGroupName: "/crosspeer/flow-logs" },
      DeliverLogsPermissionArn: "arn:aws:iam::111111111111:role/theirs",
    });
    await one.tenant.ec2.send(theirs);
    await one.tenant.tag(one.id, { "crosspeer:flow-logs": "rejected" });
    await world.settle();
    await check();
    expect(await flowLogsOf(one)).toHaveLength(1);

    await one.tenant.untag(one.id, "crosspeer:flow-logs");
    await two.tenant.untag(two.id, "crosspeer:flow-logs");
    await world.settle();
    await check();
    expect(await flowLogsOf(two)).toEqual([]);
    expect(await flowLogsOf(one)).toMatchObject([{ TrafficType: "ALL" }]);
    const [{ FlowLogId = "" } = {}] = await flowLogsOf(one);
    await one.tenant.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [FlowLogId] }));
  });

  it("given the tag with another word, then it is told what to write", async () => {
    await couple.one.tenant.tag(couple.one.id, { "crosspeer:flow-logs": "yes" });
    await world.settle();
    expect(await world.status(couple.one)).toMatch(/malformed-tag: crosspeer:flow-logs has yes: write rejected or all/);
    await couple.one.tenant.untag(couple.one.id, "crosspeer:flow-logs");
    await world.settle();
  });
});
