import { type Cruise, cruise, violationsOf } from "./cruise.ts";
import { codeFolders, filesIn, read, root } from "./source-files.ts";

/** What a file imports, as its text says: without the protocol of `node:fs`, as dependency-cruiser reports it. */
const imports = /^(?:import|export|\}).*? from "(?:node:)?([^"]+)";|(?<= )import\("([^"$]+)"\)/gm;

describe(".dependency-cruiser.mjs", () => {
  let seen: Cruise;
  beforeAll(async () => {
    seen = await cruise(root);
  });

  it("given the tree, then every file and each of its imports was looked at", () => {
    const dependencies = new Map(seen.modules.map(({ source, dependencies }) => [source, dependencies]));
    const unseen = filesIn(...codeFolders).flatMap((file) => {
      const found = dependencies.get(file)?.map(({ module }) => module);
      if (found === undefined) return [file];
      return importsOf(file)
        .filter((specifier) => !found.includes(specifier))
        .map((specifier) => `${file} → ${specifier}`);
    });
    expect(unseen).toEqual([]);
  });

  it("given the tree, then every arrow points the right way", () => {
    expect(violationsOf(seen)).toEqual([]);
  });
});

function importsOf(file: string): readonly string[] {
  return [...read(file).matchAll(imports)].map(([, from = "", dynamic = ""]) => from || dynamic);
}
