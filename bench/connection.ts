import { locate, type Place } from "../core/connection/network-id.ts";
import { startDeployedLab } from "../lab/scenarios/deployed-lab.ts";
import { isOwn } from "../lab/scenarios/outcome.ts";
import { Tenant } from "../lab/scenarios/tenant.ts";
import type { JournalEntry } from "../lab/world/journal.ts";

/** What one connection costs: calls of EC2 and state transitions. */
export interface ConnectionBench {
  readonly name: string;
  /** From the request to the read-back, once both networks are described; status tags aside. */
  readonly calls: number;
  /** Terraform's calls for the same: peering, options on both sides, two routes, two rules. */
  readonly terraformCalls: 25;
  readonly ratio: number;
  readonly bar: 12;
  readonly statusCalls: number;
  readonly describeCalls: number;
  /** Over all machines, from the first tag to the record. */
  readonly transitions: number;
  readonly transitionsBar: 16;
  /** Virtual seconds from the second tag to the record. */
  readonly seconds: number;
  /** Every write, of EC2 or our own services, of a sweep when all is as wanted. */
  readonly writesWhenConverged: number;
}

const hub: Place = { account: "111111111111", region: "us-east-1" };
const cases = [
  { name: "one account, one region", there: hub },
  { name: "two accounts, two regions", there: { account: "222222222222", region: "eu-west-1" } },
] as const;

/** Joins two clusters of one route table each on the lab, and counts what the journal holds. */
export async function connectionBench(): Promise<readonly ConnectionBench[]> {
  const figures: ConnectionBench[] = [];
  for (const { name, there } of cases) figures.push(await measure(name, there));
  return figures;
}

async function measure(name: string, there: Place): Promise<ConnectionBench> {
  const { lab } = await startDeployedLab();
  const [one, two] = [new Tenant(lab.endpoint, hub), new Tenant(lab.endpoint, there)];
  const left = await one.buildNetwork({ prefixes: ["10.0.0.0/16"] });
  const right = await two.buildNetwork({ prefixes: ["10.1.0.0/16"] });
  lab.ec2.createEksCluster({ ...hub, vpcId: locate(left).localId, name: "left" });
  lab.ec2.createEksCluster({ ...there, vpcId: locate(right).localId, name: "right" });

  await two.tag(right, { "crosspeer:name": "right", "crosspeer:accept": "left" });
  await lab.settle();
  const tagged = lab.clock.now();
  await one.tag(left, { "crosspeer:name": "left", "crosspeer:connect": "right" });
  await lab.settle();

  const ec2 = lab.journal.entries.filter((entry) => isOwn(entry) && entry.service === "ec2");
  const connecting = ec2.filter(isConnecting);
  const statusCalls = ec2.filter(({ action }) => action === "CreateTags").length;
  const transitions = lab.executions().reduce((sum, execution) => sum + execution.transitions, 0);
  const stopped = Math.max(...lab.executions().map(({ stoppedAt = 0 }) => stoppedAt));
  const mark = lab.journal.entries.length;
  await lab.clock.advance(16 * 60_000);
  const sweep = lab.journal.entries.slice(mark).filter(isOwn);
  await lab.close();
  if (!sweep.some(({ action }) => action === "DescribeVpcs")) throw new Error("no sweep ran");
  return {
    name,
    calls: connecting.length,
    terraformCalls: 25,
    ratio: connecting.length / 25,
    bar: 12,
    statusCalls,
    describeCalls: ec2.length - connecting.length - statusCalls,
    transitions,
    transitionsBar: 16,
    seconds: (stopped - tagged) / 1000,
    writesWhenConverged: sweep.filter(({ write }) => write).length,
  };
}

/** Calls of the functions that act on a plan: who asked is the role in the hub, the session in a member account. */
function isConnecting({ principal, action }: JournalEntry): boolean {
  const actors = /(request-peering|accept-peering|read-peering|route-peering|open-firewall|verify-connection)$/;
  return actors.test(principal) && action !== "CreateTags";
}
