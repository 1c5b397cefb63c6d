import type { Method } from "./method.ts";

export interface Match {
  readonly method: Method;
  readonly params: Readonly<Record<string, string>>;
}

interface Route {
  readonly method: Method;
  readonly pattern: RegExp;
}

/** Finds the method that a request asks for. */
export class Routing {
  readonly #routes: readonly Route[];

  constructor(methods: readonly Method[]) {
    this.#routes = methods.map((method) => ({ method, pattern: patternOf(method.path) }));
  }

  find(verb: string, path: string): Match | undefined {
    for (const { method, pattern } of this.#routes) {
      const found = method.verb === verb ? pattern.exec(path) : null;
      if (found !== null) return { method, params: decoded(found.groups ?? {}) };
    }
    return undefined;
  }
}

/** A name ends at a slash or at the colon of a verb of its own: `clusters/{cluster}:setResourceLabels`. */
function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/:]+(?::[^/:]+)?)")}$`);
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}
