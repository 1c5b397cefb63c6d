import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { build, type Metafile } from "esbuild";
import { requireHttp } from "./require-http.ts";
import { slimClients } from "./slim-clients.ts";

export interface BundleProps {
  /** The folder of handlers: each `*.ts` becomes one entry. */
  readonly functionsDir: string;
  /** Where the bundle goes. Files of an older bundle there are removed. */
  readonly outDir: string;
}

export interface Bundle {
  readonly directory: string;
  /** Which input went into which output, and which output imports which. */
  readonly metafile: Metafile;
}

interface File {
  readonly path: string;
  readonly contents: Uint8Array;
}

/** How esbuild begins what it gives modules in CommonJS for a `require`. */
const shim = "Dynamic require of";
const realRequire = `import{createRequire as __makeRequire}from"node:module";const require=__makeRequire(import.meta.url);\n`;

/**
 * Bundles all handlers at once, SDKs included: code that several share is one chunk, and what is loaded by `import()`
 * stays apart until it is needed. The same sources give the same bytes, so the asset's hash changes only with the code.
 */
export async function bundleHandlers({ functionsDir, outDir }: BundleProps): Promise<Bundle> {
  const directory = resolve(outDir);
  const { outputFiles, metafile } = await build({
    entryPoints: entriesOf(functionsDir),
    outdir: directory,
    absWorkingDir: resolve(functionsDir, ".."),
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The SDK's ES modules can be shaken: two thirds of the bytes, and half the time to load them at a cold start.
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
    plugins: [slimClients, requireHttp],
  });
  mirror(outputFiles.map(withRequire), directory);
  return { directory, metafile };
}

function entriesOf(functionsDir: string): string[] {
  const entries = readdirSync(functionsDir).filter((name) => name.endsWith(".ts"));
  if (entries.length === 0) throw new Error(`no handlers to bundle: expected *.ts files in ${functionsDir}`);
  return entries.sort().map((name) => resolve(functionsDir, name));
}

/** Packages in CommonJS ask for Node's own modules by `require`, which an ES module has not: it is given one. */
function withRequire({ path, contents }: File): File {
  if (!Buffer.from(contents).includes(shim)) return { path, contents };
  return { path, contents: Buffer.concat([Buffer.from(realRequire), contents]) };
}

/** Writes only what differs, so that two builds of the same sources at the same time do not disturb each other. */
function mirror(files: readonly File[], directory: string): void {
  mkdirSync(directory, { recursive: true });
  const wanted = new Set(files.map((file) => relative(directory, file.path)));
  const present = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));

  for (const stale of present.filter((path) => !wanted.has(path))) rmSync(join(directory, stale), { force: true });
  for (const file of files) {
    if (present.includes(relative(directory, file.path)) && readFileSync(file.path).equals(file.contents)) continue;
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.contents);
  }
}

// Called by lib/bundle.ts, in a process of its own.
if (import.meta.main) {
  const [functionsDir = "", outDir = ""] = process.argv.slice(2);
  await bundleHandlers({ functionsDir, outDir });
}
