import type { Flow } from "./reach/verdict.ts";
import type { Try } from "./realm/protocol.ts";
import type { Site } from "./site.ts";

/** Where pods listen: the port that demos open, and one that they do not. */
export const PORTS = [443, 8080] as const;
/** Octets there and back: with its headers more than a tunnel's packet holds. */
export const BODY = 1400;

const kinds = [
  { kind: "icmp", port: 0 },
  ...PORTS.map((port) => ({ kind: "tcp" as const, port })),
  { kind: "body", port: PORTS[0] },
] as const satisfies readonly Omit<Try, "from" | "to">[];

/** Every pod to every other, in every way that is tried. */
export function allTries(sites: readonly Site[]): readonly Try[] {
  const pods = sites.flatMap((site) => site.pods.map(({ name }) => name));
  return pods.flatMap((from) => pods.flatMap((to) => (from === to ? [] : triesBetween(from, to))));
}

export function triesBetween(from: string, to: string): readonly Try[] {
  return kinds.map((kind) => ({ from, to, ...kind }));
}

/** The flow that a try is of. */
export function flowOf({ from, to, kind, port }: Try): Flow {
  return { from, to, protocol: kind === "icmp" ? "icmp" : "tcp", port };
}

/** `payments-1 to orders-2 tcp:443`. */
export function wordsOf({ from, to, kind, port }: Try): string {
  const what = { icmp: "icmp", tcp: `tcp:${port}`, body: `${BODY} octets over tcp:${port}` }[kind];
  return `${from} to ${to} ${what}`;
}
