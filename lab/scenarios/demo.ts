import { parseArgs } from "node:util";
import pc from "picocolors";
import { tagEksWorld } from "./demo-eks.ts";
import { costLines, tagLinksWorld } from "./demo-links.ts";
import { printOutcome } from "./demo-tables.ts";
import { buildDemoWorld, isAsExpected, residentsOf } from "./demo-world.ts";
import { startDeployedLab } from "./deployed-lab.ts";
import { outcomeOf } from "./outcome.ts";
import { printTimeline } from "./timeline.ts";

/** Between two sweeps, in milliseconds: the deployment's default. */
const SWEEP_MS = 15 * 60_000;

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const say = (line: string) => void (values.json || process.stderr.write(`${line}\n`));
const print = (text: string) => process.stdout.write(`${text}\n`);

const { lab } = await startDeployedLab({ clouds: "all" });
say(pc.bold("Networks are built: four on AWS, eight on Google Cloud, five on Azure."));
const world = await buildDemoWorld(lab);
if (!values.json) printTimeline(lab, say);

say(pc.bold("Those on AWS are tagged, through the EC2 API:"));
say("  orders    crosspeer:name=orders crosspeer:accept=payments");
say("  legacy    crosspeer:name=legacy crosspeer:accept=payments");
say("  payments  crosspeer:name=payments crosspeer:connect=orders legacy");
await tagEksWorld(world.eks, lab);
await lab.settle();

say(
  pc.bold("Those on Google Cloud and Azure bear their wishes already; nobody tells of them, so the next sweep does:"),
);
say("  checkout  crosspeer-name=checkout crosspeer-mesh=shop       (labels of its GKE cluster)");
say("  catalog   crosspeer-name=catalog crosspeer-mesh=shop");
say("  web       crosspeer:name=web crosspeer:mesh=retail crosspeer:allow=tcp:443       (tags of the VNet)");
say("  stock     crosspeer:name=stock crosspeer:mesh=retail");
say("  and pairs that cannot be: labs-trials, analytics-reports, crowded-reports, batch-warehouse");
await lab.clock.advance(SWEEP_MS);
await lab.settle();

say(pc.bold("Three on three clouds become a mesh, backbone. What their VPNs will cost, before they are built:"));
for (const line of costLines(world.links)) say(`  ${line}`);
await tagLinksWorld(world.links);
await lab.settle();
await lab.clock.advance(SWEEP_MS);
await lab.settle();

const outcome = await outcomeOf(lab, residentsOf(world));
if (values.json) print(JSON.stringify(outcome));
else await printOutcome(outcome, world, print);
const asExpected = isAsExpected(outcome, world);
await lab.close();
process.exitCode = asExpected ? 0 : 1;
