import type { Bundle } from "../lib/bundle-handlers.ts";

/** What esbuild tells of the files that it wrote, by path. */
export type Outputs = Bundle["metafile"]["outputs"];

/** An output of a bundle and all that it imports statically, as paths. */
export function loadedWith(outputs: Outputs, path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const imports = outputs[path]?.imports ?? [];
  for (const { path: next } of imports.filter(({ kind, path: to }) => kind === "import-statement" && to in outputs)) {
    loadedWith(outputs, next, seen);
  }
  return seen;
}

/** The chunk of each cloud that a handler loads when it needs that cloud, by the cloud's folder in providers/. */
export function cloudChunks(outputs: Outputs, entry: string): ReadonlyMap<string, string> {
  const onDemand = [...loadedWith(outputs, entry)]
    .flatMap((path) => outputs[path]?.imports ?? [])
    .filter(({ kind }) => kind === "dynamic-import")
    .map(({ path }) => path);
  return new Map(
    onDemand.flatMap((path) => {
      const [, cloud] = /^providers\/(\w+)\/provider\.ts$/.exec(outputs[path]?.entryPoint ?? "") ?? [];
      return cloud === undefined ? [] : [[cloud, path] as const];
    }),
  );
}

/** Bytes of what an invocation loads: a handler, and a cloud's chunk when it needs one. */
export function bytesLoaded(outputs: Outputs, entry: string, cloudChunk?: string): number {
  const paths = new Set(
    [entry, ...(cloudChunk === undefined ? [] : [cloudChunk])].flatMap((path) => [...loadedWith(outputs, path)]),
  );
  return [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
}
