import { areBundlesLight, bundleLines, bundlesBench } from "./bundles.ts";
import { connectionBench } from "./connection.ts";
import { overlapBench } from "./overlap.ts";

const overlap = overlapBench();
const connections = await connectionBench();
// One that asks a cloud and one that does not stand for the rest, which differ little: `npm run bench:bundles` has them all.
const bundles = await bundlesBench(["plan-connection", "start-connections"]);

if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ schemaVersion: 1, overlap, connections, bundles })}\n`);
} else {
  const lines = [
    `overlap of ${overlap.prefixes} prefixes: ${overlap.ratio.toFixed(2)} x a plain sort of the same array (bar ${overlap.bar})`,
    ...connections.map(
      (one) =>
        `${one.name}: ${one.calls} EC2 calls (bar ${one.bar}; Terraform ${one.terraformCalls}: ratio ${one.ratio.toFixed(2)}), ` +
        `${one.statusCalls} for status tags, ${one.describeCalls} to describe; ${one.transitions} state transitions ` +
        `(bar ${one.transitionsBar}); ${one.seconds.toFixed(1)} s of AWS's time; ${one.writesWhenConverged} writes in a sweep when converged`,
    ),
    ...bundleLines(bundles),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

const isMet =
  overlap.ratio <= overlap.bar &&
  areBundlesLight(bundles) &&
  connections.every(
    ({ calls, bar, transitions, transitionsBar, writesWhenConverged }) =>
      calls <= bar && transitions <= transitionsBar && writesWhenConverged === 0,
  );
process.exitCode = isMet ? 0 : 1;
