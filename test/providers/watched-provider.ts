import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "../../lab/world/journal.ts";

/** A provider whose calls of its cloud are noted, verb by verb. */
export interface Watched<Provider extends object> {
  readonly provider: Provider;
  /** What reached the lab while a verb ran, as `service action`; each once, sorted. */
  calls(): readonly string[];
  /** The verbs that have not run. */
  verbsLeft(): readonly string[];
}

export function watch<Provider extends object>(provider: Provider, journal: Journal): Watched<Provider> {
  const calls = new Set<string>();
  const left = new Set(Object.keys(provider));
  const watched = new Proxy(provider, {
    get(target, name, receiver) {
      const verb: unknown = Reflect.get(target, name, receiver);
      if (typeof verb !== "function") return verb;
      return async (...args: unknown[]) => {
        const start = journal.entries.length;
        left.delete(String(name));
        try {
          return await Reflect.apply(verb, target, args);
        } finally {
          for (const { service, action } of journal.entries.slice(start)) calls.add(`${service} ${action}`);
        }
      };
    },
  });
  return { provider: watched, calls: () => [...calls].sort(), verbsLeft: () => [...left] };
}

/** What a pattern with two groups finds in the sources of a provider, as `first.second`; each once. */
export function methodsIn(cloud: string, pattern: RegExp): string[] {
  const folder = join(import.meta.dirname, "../../providers", cloud);
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const found = sources.flatMap((source) =>
    [...source.matchAll(pattern)].map(([, group, method]) => `${group}.${method}`),
  );
  return [...new Set(found)];
}
