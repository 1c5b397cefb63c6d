/**
 * What an invocation of each function loads, by cloud: bytes, and the time that it takes in a cold process. The same for
 * the bundle that one gets by importing Google's client as its documentation says, from the package's root.
 *
 *     node bench/bundles.ts            every function
 *     node bench/bundles.ts --json
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bundleHandlers } from "../lib/bundle-handlers.ts";
import { permissions, stepNames } from "../lib/permissions.ts";
import { coldStart } from "./cold-start.ts";
import { bytesLoaded, cloudChunks, type Outputs } from "./loaded-with.ts";

/** The most that an invocation should load. Time is of the machine that runs this: it is told and not judged. */
const bars = {
  none: { bytes: 900_000, initMs: 130 },
  aws: { bytes: 900_000, initMs: 130 },
  gcp: { bytes: 4_000_000, initMs: 300 },
  azure: { bytes: 1_600_000, initMs: 80 },
} as const;

type CloudUsed = keyof typeof bars;

export interface LoadFigure {
  readonly function: string;
  /** The cloud whose networks the function is asked about; `none` for functions that ask no cloud. */
  readonly cloud: CloudUsed;
  readonly bytes: number;
  /** Milliseconds beyond those of bare Node. */
  readonly initMs: number;
  readonly bytesBar: number;
  readonly initMsBar: number;
}

/** A cloud's client by itself, without the handler around it. */
export interface ClientFigure {
  readonly cloud: CloudUsed;
  readonly bytes: number;
  readonly initMs: number;
}

export interface BundlesBench {
  readonly figures: readonly LoadFigure[];
  readonly clients: readonly ClientFigure[];
  /** Google's client from its root, and nothing else. */
  readonly naive: { readonly bytes: number; readonly initMs: number };
  /** The heaviest invocation for Google Cloud over the naive client, which is not even a handler. */
  readonly ratio: { readonly bytes: number; readonly initMs: number };
  readonly ratioBar: { readonly bytes: 0.125; readonly initMs: 0.25 };
}

/** Functions that ask a cloud about its networks. All clouds' chunks can be reached from the others' code as well. */
const asking = new Set<string>(stepNames.filter((step) => permissions[step].networks.length > 0));

const root = join(import.meta.dirname, "..");
const outDir = join(root, "dist/bench");

/** @param only measures these functions. @default all */
export async function bundlesBench(only?: readonly string[]): Promise<BundlesBench> {
  const { metafile, directory } = await bundleHandlers({
    functionsDir: join(root, "functions"),
    outDir: join(outDir, "functions"),
  });
  const { outputs } = metafile;
  const entries = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint?.startsWith("functions/"));
  const wanted = entries.filter((path) => only === undefined || only.includes(nameOf(path))).sort();
  const figures = wanted.flatMap((entry) => {
    const chunks = cloudChunks(outputs, entry);
    const clouds = asking.has(nameOf(entry)) ? (["aws", "gcp", "azure"] as const) : (["none"] as const);
    return clouds.map((cloud): LoadFigure => {
      const chunk = chunks.get(cloud);
      const files = [entry, ...(chunk === undefined ? [] : [chunk])].map((path) => join(root, path));
      const { bytes: bytesBar, initMs: initMsBar } = bars[cloud];
      return {
        ...{ function: nameOf(entry), cloud, bytes: bytesLoaded(outputs, entry, chunk), initMs: coldStart(files) },
        ...{ bytesBar, initMsBar },
      };
    });
  });
  if (figures.length === 0) throw new Error(`no functions to measure in ${directory}`);
  const naive = measureNaive();
  const clients = clientFigures(outputs, entries);
  return { figures, clients, naive, ratio: ratioOf(figures, naive), ratioBar: { bytes: 0.125, initMs: 0.25 } };
}

function clientFigures(outputs: Outputs, entries: readonly string[]): ClientFigure[] {
  const chunks = new Map(entries.flatMap((entry) => [...cloudChunks(outputs, entry)]));
  return (["aws", "gcp", "azure"] as const).flatMap((cloud) => {
    const chunk = chunks.get(cloud);
    if (chunk === undefined) return [];
    return [{ cloud, bytes: bytesLoaded(outputs, chunk), initMs: coldStart([join(root, chunk)]) }];
  });
}

/** Bytes and the ratios: what does not depend on the machine. */
export function areBundlesLight({ figures, ratio, ratioBar }: BundlesBench): boolean {
  const light = figures.every(({ bytes, bytesBar }) => bytes <= bytesBar);
  return light && ratio.bytes <= ratioBar.bytes && ratio.initMs <= ratioBar.initMs;
}

export function bundleLines({ figures, clients, naive, ratio, ratioBar }: BundlesBench): string[] {
  const lines = [...Map.groupBy(figures, (figure) => figure.function)].map(
    ([name, own]) => `${name.padEnd(18)} ${own.map(cell).join(" · ")}`,
  );
  return [
    `bars: ${Object.entries(bars)
      .map(([cloud, bar]) => cell({ cloud, ...bar }))
      .join(" · ")}`,
    ...lines,
    `a client alone     ${clients.map(cell).join(" · ")}`,
    `Google's client from its root, bundled: ${amount(naive)}; the heaviest invocation for Google Cloud takes ` +
      `${ratio.bytes.toFixed(3)} of its bytes (bar ${ratioBar.bytes}) and ${ratio.initMs.toFixed(2)} of its time (bar ${ratioBar.initMs})`,
  ];
}

function cell({ cloud, bytes, initMs }: { cloud: string; bytes: number; initMs: number }): string {
  return `${cloud} ${amount({ bytes, initMs })}`;
}

function amount({ bytes, initMs }: { bytes: number; initMs: number }): string {
  return `${(bytes / 1e6).toFixed(2)} MB ${initMs.toFixed(0)} ms`;
}

function nameOf(path: string): string {
  return basename(path, ".mjs");
}

function ratioOf(figures: readonly LoadFigure[], naive: BundlesBench["naive"]): BundlesBench["ratio"] {
  const google = figures.filter(({ cloud }) => cloud === "gcp");
  const most = (key: "bytes" | "initMs") => Math.max(...google.map((figure) => figure[key])) / naive[key];
  return { bytes: most("bytes"), initMs: most("initMs") };
}

/** By esbuild's command line and its defaults for Node. */
function measureNaive(): BundlesBench["naive"] {
  const [source, bundled] = [join(outDir, "naive.mjs"), join(outDir, "naive-bundle.cjs")];
  mkdirSync(outDir, { recursive: true });
  writeFileSync(
    source,
    `export { FirewallsClient, GlobalOperationsClient, NetworksClient, SubnetworksClient } from "@google-cloud/compute";
     export { AwsClient } from "google-auth-library";`,
  );
  const flags = [
    "--bundle",
    "--minify",
    "--platform=node",
    "--format=cjs",
    "--log-level=error",
    `--outfile=${bundled}`,
  ];
  execFileSync(join(root, "node_modules/.bin/esbuild"), [source, ...flags]);
  return { bytes: statSync(bundled).size, initMs: coldStart([bundled]) };
}

if (import.meta.main) {
  const bench = await bundlesBench();
  const text = process.argv.includes("--json")
    ? JSON.stringify({ schemaVersion: 1, ...bench })
    : bundleLines(bench).join("\n");
  process.stdout.write(`${text}\n`);
  process.exitCode = areBundlesLight(bench) ? 0 : 1;
}
