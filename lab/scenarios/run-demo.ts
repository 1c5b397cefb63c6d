import pc from "picocolors";
import type { Lab } from "../lab.ts";
import { tagEksWorld } from "./demo-eks.ts";
import { costLines, tagLinksWorld } from "./demo-links.ts";
import { buildDemoWorld, type DemoWorld } from "./demo-world.ts";
import { startDeployedLab } from "./deployed-lab.ts";
import { printTimeline } from "./timeline.ts";

/** Between two sweeps, in milliseconds: the deployment's default. */
const SWEEP_MS = 15 * 60_000;

export interface DemoOptions {
  /** Whether what happens is printed as it does. */
  readonly timeline: boolean;
  /** Whether one thing is over before people do the next, which is easier to watch and takes longer. */
  readonly staged: boolean;
}

interface DemoRun {
  readonly lab: Lab;
  readonly world: DemoWorld;
}

/** Builds the demo's networks, has people tag them, and lets crosspeer do its work. The lab is the caller's to close. */
export async function runDemo(say: (line: string) => void, { timeline, staged }: DemoOptions): Promise<DemoRun> {
  // It takes longer to start another process of a function than to wait for the one.
  const { lab } = await startDeployedLab({ clouds: "all", instances: 1 });
  say(pc.bold("Networks are built: four on AWS, eight on Google Cloud, five on Azure."));
  const world = await buildDemoWorld(lab);
  if (timeline) printTimeline(lab, say);

  say(pc.bold("Those on AWS are tagged, through the EC2 API:"));
  say("  orders    crosspeer:name=orders crosspeer:accept=payments 'crosspeer:allow=tcp:443 icmp'");
  say("  legacy    crosspeer:name=legacy crosspeer:accept=payments");
  say("  payments  crosspeer:name=payments crosspeer:connect=orders legacy");
  await tagEksWorld(world.eks, lab);
  if (staged) await lab.settle();

  say(
    pc.bold("Those on Google Cloud and Azure bear their wishes already; nobody tells of them, so the next sweep does:"),
  );
  say("  checkout  crosspeer-name=checkout crosspeer-mesh=shop       (labels of its GKE cluster)");
  say("  catalog   crosspeer-name=catalog crosspeer-mesh=shop crosspeer-allow=tcp-443_icmp");
  say("  web       crosspeer:name=web crosspeer:mesh=retail crosspeer:allow=tcp:443       (tags of the VNet)");
  say("  stock     crosspeer:name=stock crosspeer:mesh=retail");
  say("  and pairs that cannot be: labs-trials, analytics-reports, crowded-reports, batch-warehouse");
  if (staged) await lab.clock.advance(SWEEP_MS);
  if (staged) await lab.settle();

  say(pc.bold("Three on three clouds become a mesh, backbone. What their VPNs will cost, before they are built:"));
  for (const line of costLines(world.links)) say(`  ${line}`);
  await tagLinksWorld(world.links);
  await lab.settle();
  await lab.clock.advance(SWEEP_MS);
  await lab.settle();
  return { lab, world };
}
