import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundle } from "../../lib/bundle.ts";
import { stepNames } from "../../lib/permissions.ts";

const functionsDir = join(import.meta.dirname, "../../functions");
const outDir = mkdtempSync(join(tmpdir(), "crosspeer-bundle-"));
mkdirSync(join(outDir, "chunks"));
writeFileSync(join(outDir, "chunks/of-an-older-build.mjs"), "");
const first = bundle({ functionsDir, outDir });

describe("bundle", () => {
  it("given every handler, then each is an entry and nothing of an older build is left", () => {
    const entries = readdirSync(outDir).filter((name) => name.endsWith(".mjs"));
    expect(entries).toEqual([...stepNames].sort().map((step) => `${step}.mjs`));
    expect(readdirSync(join(outDir, "chunks"))).not.toContain("of-an-older-build.mjs");
  });

  it("given the same sources, then the same bytes", () => {
    const second = bundle({ functionsDir, outDir: mkdtempSync(join(tmpdir(), "crosspeer-bundle-")) });
    expect(contentOf(second)).toEqual(contentOf(first));
  });

  it("given a handler, then no cloud's client is loaded with it before it is asked for", () => {
    for (const [path, { entryPoint }] of Object.entries(first.metafile.outputs)) {
      if (entryPoint?.startsWith("functions/") !== true) continue;
      const inputs = [...loadedWith(first, path)].flatMap((output) =>
        Object.keys(first.metafile.outputs[output]?.inputs ?? {}),
      );
      expect(inputs.filter((input) => /^providers\/aws\/provider|client-ec2/.test(input))).toEqual([]);
    }
  });

  it("given the provider, then it is a chunk of its own", () => {
    const entryPoints = Object.values(first.metafile.outputs).map(({ entryPoint }) => entryPoint);
    expect(entryPoints).toContain("providers/aws/provider.ts");
  });

  it("given packages in CommonJS, then none asks for `require`, which an ES module has not", () => {
    const asking = Object.entries(contentOf(first)).filter(([, content]) => content.includes("Dynamic require of"));
    expect(asking.map(([path]) => path)).toEqual([]);
  });

  it("given a folder without handlers, then it says so", () => {
    const empty = mkdtempSync(join(tmpdir(), "crosspeer-empty-"));
    expect(() => bundle({ functionsDir: empty, outDir })).toThrow(`expected *.ts files in ${empty}`);
  });
});

function contentOf({ directory }: Bundle): Readonly<Record<string, string>> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".mjs"));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(directory, path), "utf8")]));
}

/** An output and all that it imports statically. */
function loadedWith({ metafile }: Bundle, path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const imports = metafile.outputs[path]?.imports ?? [];
  for (const { path: next } of imports.filter(({ kind }) => kind === "import-statement")) {
    loadedWith({ directory: "", metafile }, next, seen);
  }
  return seen;
}
