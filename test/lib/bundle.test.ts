import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesLoaded, cloudChunks, loadedWith } from "../../bench/loaded-with.ts";
import { bundle } from "../../lib/bundle.ts";
import { bundleHandlers } from "../../lib/bundle-handlers.ts";
import { stepNames } from "../../lib/permissions.ts";

const functionsDir = join(import.meta.dirname, "../../functions");
const outDir = newDirectory();
mkdirSync(join(outDir, "chunks"));
writeFileSync(join(outDir, "chunks/of-an-older-build.mjs"), "");
const { metafile } = await bundleHandlers({ functionsDir, outDir });
const { outputs } = metafile;
const entries = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint?.startsWith("functions/"));

/** What must not be loaded without being asked for, by cloud. */
const clients: Readonly<Record<string, RegExp>> = {
  aws: /^providers\/aws\/|client-ec2/,
  gcp: /^providers\/gcp\/|@google-cloud|google-gax|google-auth|protobufjs/,
  azure: /^providers\/azure\/|@azure\/|msal/,
};

describe("bundleHandlers", () => {
  it("given every handler, then each is an entry and nothing of an older build is left", () => {
    const files = readdirSync(outDir).filter((name) => name.endsWith(".mjs"));
    expect(files).toEqual([...stepNames].sort().map((step) => `${step}.mjs`));
    expect(readdirSync(join(outDir, "chunks"))).not.toContain("of-an-older-build.mjs");
  });

  it("given the same sources, then the same bytes, also from a process of its own", () => {
    const { directory } = bundle({ functionsDir, outDir: newDirectory() });
    expect(contentOf(directory)).toEqual(contentOf(outDir));
  });

  it("given a handler, then no cloud's client is loaded with it before it is asked for", () => {
    const loaded = entries.flatMap((entry) => inputsOf(loadedWith(outputs, entry)));
    expect(loaded.filter((input) => Object.values(clients).some((client) => client.test(input)))).toEqual([]);
  });

  it.each(["aws", "gcp", "azure"])("given an invocation for %s, then another cloud's client is not loaded", (cloud) => {
    const others = Object.entries(clients).filter(([other]) => other !== cloud);
    const chunks = entries.flatMap((entry) => cloudChunks(outputs, entry).get(cloud) ?? []);
    const loaded = chunks.flatMap((chunk) => inputsOf(loadedWith(outputs, chunk)));
    expect(loaded.filter((input) => clients[cloud]?.test(input))).not.toEqual([]);
    expect(loaded.filter((input) => others.some(([, client]) => client.test(input)))).toEqual([]);
  });

  it.each([
    { cloud: "aws", most: 900_000 },
    { cloud: "gcp", most: 1_600_000 },
    { cloud: "azure", most: 1_600_000 },
  ])("given an invocation for $cloud, then it loads at most $most bytes", ({ cloud, most }) => {
    const bytes = entries.flatMap((entry) => {
      const chunk = cloudChunks(outputs, entry).get(cloud);
      return chunk === undefined ? [] : [bytesLoaded(outputs, entry, chunk)];
    });
    expect(Math.max(...bytes)).toBeLessThanOrEqual(most);
  });

  it("given packages in CommonJS, then what asks for `require` has one, and nothing names its own folder", () => {
    const files = Object.entries(contentOf(outDir));
    const asking = files.filter(([, content]) => content.includes("Dynamic require of"));
    expect(asking.filter(([, content]) => !content.includes("createRequire")).map(([path]) => path)).toEqual([]);
    expect(files.filter(([, content]) => /\b__(dirname|filename)\b/.test(content)).map(([path]) => path)).toEqual([]);
  });

  it("given packages that import Node's HTTP modules, then the bundle takes them by `require`", () => {
    const importing = Object.entries(contentOf(outDir)).filter(([, content]) => /from ?"(node:)?https?"/.test(content));
    expect(importing.map(([path]) => path)).toEqual([]);
  });

  it("given a folder without handlers, then it says so", async () => {
    const empty = newDirectory();
    await expect(bundleHandlers({ functionsDir: empty, outDir })).rejects.toThrow(`expected *.ts files in ${empty}`);
  });
});

function newDirectory(): string {
  return mkdtempSync(join(tmpdir(), "crosspeer-bundle-"));
}

function inputsOf(paths: ReadonlySet<string>): string[] {
  return [...paths].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}));
}

function contentOf(directory: string): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".mjs"));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(directory, path), "utf8")]));
}
