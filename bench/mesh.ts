import { parseArgs } from "node:util";
import type { ExecutionReport } from "../lab/lab.ts";
import { google } from "../lab/scenarios/accounts.ts";
import { startDeployedLab } from "../lab/scenarios/deployed-lab.ts";
import { GcpTenant } from "../lab/scenarios/gcp-tenant.ts";
import { isOwn } from "../lab/scenarios/outcome.ts";

/** What a full mesh of networks on Google Cloud takes, where a network has one peering operation at a time. */
interface MeshBench {
  readonly networks: number;
  readonly connections: number;
  /** How many times connections were started together. */
  readonly rounds: number;
  /** The least that any order takes: every network has so many neighbours. */
  readonly bar: number;
  /** Answers by which the cloud refused us for what else goes on; that a thing is not there yet is none. */
  readonly busy: number;
  readonly active: number;
  /** Virtual minutes from the first start to the last record. */
  readonly minutes: number;
}

const { values } = parseArgs({ options: { networks: { type: "string", default: "20" }, json: { type: "boolean" } } });
const figure = await measure(Number(values.networks));
const { networks, connections, active, rounds, bar, busy, minutes } = figure;
process.stdout.write(
  values.json
    ? `${JSON.stringify({ schemaVersion: 1, mesh: figure })}\n`
    : `a mesh of ${networks} networks on Google Cloud: ${active} of ${connections} connections active after ${rounds} rounds (bar ${bar}) ` +
        `and ${minutes.toFixed(0)} minutes of the cloud's time; ${busy} answers that something else goes on (bar 0)\n`,
);
process.exitCode = active === connections && rounds <= bar && busy === 0 ? 0 : 1;

/** Labels as many networks with one mesh, and lets sweeps find them. */
async function measure(networks: number): Promise<MeshBench> {
  const { lab } = await startDeployedLab({ clouds: "all" });
  try {
    const tenant = new GcpTenant(lab, google.projects[0]);
    for (let n = 0; n < networks; n += 1) {
      await tenant.buildNetwork({
        name: `net-${n}`,
        nodes: `10.${n}.0.0/24`,
        pods: `10.${n}.64.0/18`,
        services: `10.${n}.1.0/24`,
        labels: { "crosspeer-name": `net-${n}`, "crosspeer-mesh": "bench" },
      });
    }
    const mark = lab.journal.entries.length;
    await lab.clock.advance(16 * 60_000);
    await lab.settle();
    const joined = lab.executions().filter(({ stateMachine }) => stateMachine.includes("connect-networks"));
    const began = Math.min(...joined.map(({ startedAt }) => startedAt));
    const answers = lab.journal.entries.slice(mark).filter((entry) => isOwn(entry) && entry.service === "compute");
    return {
      networks,
      connections: (networks * (networks - 1)) / 2,
      rounds: burstsOf(joined.map(({ startedAt }) => startedAt)),
      bar: networks - 1 + (networks % 2),
      busy: answers.filter(({ status }) => status >= 400 && status !== 404).length,
      active: joined.filter(isActive).length,
      minutes: (Math.max(...joined.map(({ stoppedAt = 0 }) => stoppedAt)) - began) / 60_000,
    };
  } finally {
    await lab.close();
  }
}

/** How many times something began after a while of nothing: within a round, all begin in the same seconds. */
function burstsOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.filter((time, index) => time - (sorted[index - 1] ?? -Infinity) > 10_000).length;
}

function isActive({ output }: ExecutionReport): boolean {
  return typeof output === "object" && output !== null && "phase" in output && output.phase === "active";
}
