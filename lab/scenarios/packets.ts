import { parseArgs } from "node:util";
import pc from "picocolors";
import { compare, PATIENCE, settleDown } from "../packets/converge.ts";
import { LEGEND, matrixOf } from "../packets/matrix.ts";
import { missingForPackets } from "../packets/preflight.ts";
import { readSites } from "../packets/read/read-sites.ts";
import { openRealm } from "../packets/realm/realm.ts";
import { allowedBy } from "../packets/said.ts";
import { judge } from "../packets/trial.ts";
import { allTries, PORTS } from "../packets/tries.ts";
import { buildNeighbour } from "./demo-neighbour.ts";
import { isAsExpected, residentsOf } from "./demo-world.ts";
import { outcomeOf } from "./outcome.ts";
import { failOver, failoverLines, QUICK } from "./packets-failover.ts";
import { runDemo } from "./run-demo.ts";

/** Of the demo's networks and their neighbour; what is missing of them starts later. */
const PODS = 34;

/** More say nothing new. */
const MOST_FAULTS = 20;

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, failover: { type: "boolean", default: false } },
});
const say = (line: string) => void process.stderr.write(`${line}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

const missing = missingForPackets();
if (missing.length > 0) {
  for (const line of missing) say(`missing: ${line}`);
  process.exit(2);
}

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
// They start while the demo's functions wait for each other.
const realm = await openRealm();
const furnished = realm.furnish({ pods: PODS, ports: PORTS });
const { lab, world } = await runDemo(() => undefined, { timeline: false });
const outcome = await outcomeOf(lab, residentsOf(world));
const asExpected = isAsExpected(outcome, world);
const neighbour = await buildNeighbour(lab, world);
say(`${seconds()}: the demo is over, as it should be: ${asExpected}`);

const residents = residentsOf(world);
const sites = await readSites(lab, [...residents, neighbour]);
const allow = new Map([
  ...(await Promise.all(residents.map(async ({ id, allow: tag }) => [id, allowedBy(await tag())] as const))),
  [neighbour.id, allowedBy(undefined)] as const,
]);
const joined = [
  ...outcome.connections
    .filter(({ state }) => state === "active")
    .map(({ requester, accepter }) => ({ between: [requester, accepter] as const })),
  ...neighbour.peers.map((peer) => ({ between: [neighbour.id, peer] as const })),
];
const packets = { sites, fabric: lab.fabric };

await furnished;
const { milliseconds, namespaces } = await realm.up({ sites, ports: PORTS, ...(values.failover && { timers: QUICK }) });
say(`${seconds()}: ${namespaces} namespaces stand, after ${milliseconds} ms`);
const { tunnels, sessions } = await settleDown(realm, packets, { ...PATIENCE, quiet: 2500 });
const up = (all: readonly { readonly up: boolean }[]) => `${all.filter((one) => one.up).length} of ${all.length}`;
say(`${seconds()}: ${up(tunnels)} ends of tunnels are up, ${up(sessions)} of sessions`);
const judged = judge(await compare(realm, packets, allTries(sites)), { sites, joined, allow });
const faults = judged.flatMap((one) => one.faults);
if (!values.json) {
  print(`${pc.bold("Who reaches whom, by packets")}: ${LEGEND}\n${matrixOf(sites, judged)}`);
  for (const fault of faults.slice(0, MOST_FAULTS)) print(pc.red(fault));
}
say(`${seconds()}: ${judged.length} tries, ${faults.length} not as they should be`);

const failovers = values.failover ? await failOver({ lab, realm, sites }) : [];
await realm.close();
await lab.close();
if (values.json) {
  const tries = judged.map(({ try: tried, packets: reached, fabric }) => ({ ...tried, packets: reached, fabric }));
  print(JSON.stringify({ schemaVersion: 1, joined, tries, faults, failovers }));
} else for (const line of failoverLines(failovers)) print(line);
const gotOver = failovers.every(({ outage, cut, instead }) => outage !== undefined && cut !== instead);
process.exitCode = asExpected && faults.length === 0 && gotOver ? 0 : 1;
