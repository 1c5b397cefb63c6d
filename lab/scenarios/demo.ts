import { parseArgs } from "node:util";
import Table from "cli-table3";
import pc from "picocolors";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { buildDemoWorld, type DemoWorld, peeringRoutes, tagDemoWorld } from "./demo-world.ts";
import { startDeployedLab } from "./deployed-lab.ts";
import { type ConnectionOutcome, type Outcome, outcomeOf } from "./outcome.ts";
import { printTimeline } from "./timeline.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const say = (line: string) => process.stderr.write(`${line}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

const { lab } = await startDeployedLab();
const world = await buildDemoWorld(lab);
if (!values.json) {
  say(pc.bold("Three networks stand. Now they are tagged, through the EC2 API:"));
  say("  orders    crosspeer:name=orders crosspeer:accept=payments");
  say("  legacy    crosspeer:name=legacy crosspeer:accept=payments");
  say("  payments  crosspeer:name=payments crosspeer:connect=orders legacy");
  printTimeline(lab, say);
}
await tagDemoWorld(world, lab);
await lab.settle();

const outcome = outcomeOf(lab);
if (values.json) print(JSON.stringify(outcome));
else await report(outcome, world);
await lab.close();
process.exitCode = isAsExpected(outcome, world) ? 0 : 1;

/** Payments and orders are joined; payments and legacy are not, because they overlap. */
function isAsExpected({ connections }: Outcome, { payments, orders, legacy }: DemoWorld): boolean {
  const between = (one: NetworkId, other: NetworkId): ConnectionOutcome | undefined =>
    connections.find(({ requester, accepter }) => [requester, accepter].sort().join() === [one, other].sort().join());
  const refused = between(payments.id, legacy.id);
  return (
    connections.length === 2 &&
    between(payments.id, orders.id)?.state === "active" &&
    refused?.state === "blocked" &&
    refused.reason?.startsWith("overlap") === true
  );
}

async function report({ connections, journal, executions }: Outcome, world: DemoWorld): Promise<void> {
  const residents = [world.payments, world.orders, world.legacy];
  const nameOf = (id: string) => residents.find((resident) => resident.id === id)?.name ?? id;

  print(pc.bold("\nConnections"));
  print(
    table(
      ["id", "requester", "accepter", "transport", "state", "reason"],
      connections.map(({ id, requester, accepter, transport, state, reason = "" }) => [
        ...[id, nameOf(requester), nameOf(accepter), transport],
        state === "active" ? pc.green(state) : pc.red(state),
        reason,
      ]),
    ),
  );
  print(pc.bold("Routes"));
  const routes = await Promise.all(residents.map(peeringRoutes));
  print(
    table(
      ["network", "route table", "destination", "target", "state"],
      routes
        .flat()
        .map(({ network, table, destination, target, state }) => [network, table, destination, target, state]),
    ),
  );
  print(pc.bold("Status tags"));
  const tags = residents.map(async ({ name, id, tenant }) => [
    name,
    (await tenant.tagOf(id, "crosspeer:status")) ?? "",
  ]);
  print(table(["network", "crosspeer:status"], await Promise.all(tags)));
  const transitions = executions.reduce((sum, execution) => sum + execution.transitions, 0);
  print(
    `${executions.length} executions, ${transitions} state transitions; ${journal.calls} calls, ${journal.writes} of them writes`,
  );
}

function table(head: string[], rows: string[][]): string {
  const made = new Table({ head, style: { head: pc.isColorSupported ? ["bold"] : [], border: [] }, wordWrap: true });
  made.push(...rows);
  return made.toString();
}
