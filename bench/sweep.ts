import { parseArgs } from "node:util";
import type { Lab } from "../lab/lab.ts";
import { hub } from "../lab/scenarios/accounts.ts";
import { startDeployedLab } from "../lab/scenarios/deployed-lab.ts";
import { connectionsOf, isOwn } from "../lab/scenarios/outcome.ts";
import { Tenant } from "../lab/scenarios/tenant.ts";

/** What looking at connections costs that are as they should be. */
interface SweepBench {
  readonly networks: number;
  readonly connections: number;
  readonly active: number;
  readonly sweep: Calls;
  readonly health: Calls;
}

interface Calls {
  /** To EC2. */
  readonly cloud: number;
  /** To DynamoDB, SSM and STS: reads of ours. */
  readonly own: number;
  readonly writes: number;
}

/** The bar: how many times the calls of the smallest mesh the largest takes, whatever the number of its connections. */
const bar = 1.2;

const { values } = parseArgs({
  options: { networks: { type: "string", multiple: true, default: ["3", "12"] }, json: { type: "boolean" } },
});
const figures: SweepBench[] = [];
for (const networks of values.networks) figures.push(await measure(Number(networks)));
process.stdout.write(
  values.json
    ? `${JSON.stringify({ schemaVersion: 1, sweep: figures })}\n`
    : figures.map((one) => `${lineOf(one)}\n`).join(""),
);
const [least, most] = [figures[0], figures.at(-1)];
if (least === undefined || most === undefined) throw new Error("give --networks at least once");
const growth = {
  connections: most.connections / least.connections,
  sweep: total(most.sweep) / total(least.sweep),
  health: total(most.health) / total(least.health),
};
if (!values.json) {
  process.stdout.write(
    `${growth.connections.toFixed(0)} times the connections: ${growth.sweep.toFixed(2)} times the calls of a sweep, ` +
      `${growth.health.toFixed(2)} times those of a health check (bar ${bar})\n`,
  );
}
const isQuiet = figures.every(
  ({ active, connections, sweep, health }) => active === connections && sweep.writes + health.writes === 0,
);
process.exitCode = isQuiet && growth.sweep <= bar && growth.health <= bar ? 0 : 1;

function lineOf({ networks, connections, active, sweep, health }: SweepBench): string {
  const told = (name: string, { cloud, own, writes }: Calls) =>
    `${name} ${cloud} calls of EC2, ${own} of our own, ${writes} writes`;
  const all = `${networks} networks, ${active} of ${connections} connections active`;
  return `${all}: ${told("a sweep", sweep)}; ${told("a health check", health)}`;
}

function total({ cloud, own }: Calls): number {
  return cloud + own;
}

/** A mesh of VPCs in one account and region, joined; then one sweep and one health check of nothing new. */
async function measure(networks: number): Promise<SweepBench> {
  const { lab } = await startDeployedLab();
  try {
    const tenant = new Tenant(lab.endpoint, hub);
    for (let n = 0; n < networks; n++) {
      const id = await tenant.buildNetwork({ prefixes: [`10.${n}.0.0/16`] });
      await tenant.tag(id, { "crosspeer:name": `net-${n}`, "crosspeer:mesh": "bench" });
    }
    await lab.settle();
    // A VPC has 25 requests outstanding at most: a large mesh takes some sweeps to be joined.
    let settled = await next(lab, "sweep");
    for (let more = 8; settled.writes > 0 && more > 0; more--) settled = await next(lab, "sweep");
    return {
      ...{ networks, connections: (networks * (networks - 1)) / 2 },
      active: connectionsOf(lab).filter(({ state }) => state === "active").length,
      sweep: settled,
      health: await next(lab, "health"),
    };
  } finally {
    await lab.close();
  }
}

/** What is asked while the schedule's next execution runs. */
async function next(lab: Lab, what: "sweep" | "health"): Promise<Calls> {
  const count = () => lab.executions().filter(({ input }) => JSON.stringify(input) === `{"${what}":true}`).length;
  let mark = lab.journal.entries.length;
  for (let before = count(); count() === before; ) {
    mark = lab.journal.entries.length;
    await lab.clock.advance(1_000);
  }
  await lab.settle();
  const asked = lab.journal.entries.slice(mark).filter(isOwn);
  return {
    cloud: asked.filter(({ service, write }) => service === "ec2" && !write).length,
    own: asked.filter(({ service, write }) => service !== "ec2" && !write).length,
    writes: asked.filter(({ write }) => write).length,
  };
}
