import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** Made by tools, and in no way ours. */
const made = new Set(["node_modules", "dist", "cdk.out", "coverage"]);

/** Root folders with TypeScript in them: a new one is found without a list to extend. */
export const codeFolders: readonly string[] = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !made.has(entry.name))
  .map((entry) => entry.name)
  .filter((folder) => filesIn(folder).length > 0);

/** Every TypeScript file below these folders, as a path from the root. */
export function filesIn(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/${file}`)
      .sort(),
  );
}

/** The names, without their extension, of the files directly in a folder. */
export function namesIn(folder: string, extension = ".ts"): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort();
}

export function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}
