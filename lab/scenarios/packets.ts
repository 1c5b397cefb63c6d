import { parseArgs } from "node:util";
import pc from "picocolors";
import { compare, PATIENCE, settleDown } from "../packets/converge.ts";
import { diagnose } from "../packets/diagnose.ts";
import { explained, unfounded } from "../packets/explained.ts";
import { LEGEND, matrixOf } from "../packets/matrix.ts";
import { missingForPackets } from "../packets/preflight.ts";
import { openRealm } from "../packets/realm/realm.ts";
import { faultLines, judge } from "../packets/trial.ts";
import { allTries, PORTS } from "../packets/tries.ts";
import { failOver, failoverLines, isGotOver, QUICK } from "./packets-failover.ts";
import { readScene } from "./packets-scene.ts";
import { runDemo } from "./run-demo.ts";

/** Of the demo's networks and their neighbour; what is missing of them starts later. */
const PODS = 34;
/** More say nothing new. */
const MOST_FINDINGS = 10;
/** Real milliseconds: what comes up here takes less than two seconds. */
const patience = { ...PATIENCE, quiet: 2500 };

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, failover: { type: "boolean", default: false } },
});
const say = (line: string) => void process.stderr.write(`${line}\n`);
const print = (text: string) => void (values.json || process.stdout.write(`${text}\n`));

const missing = missingForPackets();
if (missing.length > 0) {
  for (const line of missing) say(`packets need ${line}`);
  process.exit(2);
}

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
// They start while the demo's functions wait for each other.
const realm = await openRealm();
const furnished = realm.furnish({ pods: PODS, ports: PORTS });
const { lab, world } = await runDemo(() => undefined, { timeline: false, staged: false });
const scene = await readScene(lab, world);
const { sites } = scene;
say(`${seconds()}: the demo is over, as it should be: ${scene.asExpected}`);

await furnished;
const { milliseconds, namespaces } = await realm.up({ sites, ports: PORTS, ...(values.failover && { timers: QUICK }) });
say(`${seconds()}: ${namespaces} namespaces stand, after ${milliseconds} ms`);
const { tunnels, sessions } = await settleDown(realm, { sites, fabric: lab.fabric }, patience);
const up = (all: readonly { readonly up: boolean }[]) => `${all.filter((one) => one.up).length} of ${all.length}`;
say(`${seconds()}: ${up(tunnels)} ends of tunnels are up, ${up(sessions)} of sessions`);
const judged = judge(await compare(realm, { sites, fabric: lab.fabric }, allTries(sites)), scene);
const rejections = explained(judged, scene);
const faults = [
  ...faultLines(sites, judged),
  ...unfounded(rejections, sites, await realm.dropped()).map(
    ({ from, to, what }) => `${what} of ${from} to ${to}: no filter dropped it`,
  ),
];
const [lost] = judged.filter((one) => one.faults.length > 0 && !one.packets);
const findings = lost === undefined ? [] : await diagnose(realm, lost.try);

print(`${pc.bold("Who reaches whom, by packets")}: ${LEGEND}\n${matrixOf(sites, judged)}`);
for (const { from, to, what, remedy } of rejections) print(`${what} from ${from} to ${to} is dropped: ${remedy}`);
for (const fault of faults) print(pc.red(fault));
for (const finding of findings.slice(0, MOST_FINDINGS)) print(`  ${finding}`);
say(`${seconds()}: ${judged.length} tries, ${faults.length} things not as they should be`);

const failovers = values.failover ? await failOver({ lab, realm, sites }) : [];
await realm.close();
await lab.close();
for (const line of failoverLines(failovers)) print(line);
if (values.json) {
  const tries = judged.map(({ try: tried, packets, fabric }) => ({ ...tried, packets, fabric }));
  const report = { schemaVersion: 1, joined: scene.joined, tries, rejections, faults, findings, failovers };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
process.exitCode = scene.asExpected && faults.length === 0 && failovers.every(isGotOver) ? 0 : 1;
