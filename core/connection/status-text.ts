import type { Problem } from "../problems.ts";
import type { ConnectionStatus } from "./status.ts";

/** A connection as its network's status tag tells it: the other network's name and the connection's status. */
export interface Told {
  readonly peer: string;
  readonly status: ConnectionStatus;
}

/** The longest value of an AWS tag (EC2: Tag restrictions). */
const longest = 256;

/** The worst first: a connection withdrawn still carries traffic that nobody wants for a while, a degraded one what it can,
 * a pending one none. */
const severity = ["blocked", "withdrawn", "degraded", "pending", "active"] as const;

/**
 * The text of a network's status tag, at most 256 characters of those that every AWS service takes in a tag: undefined
 * when there is nothing to tell. The worst comes first, the count of active connections before it.
 */
export function networkStatusText(problems: readonly Problem[], connections: readonly Told[]): string | undefined {
  if (problems.length + connections.length === 0) return undefined;
  const active = connections.filter(({ status }) => status.phase === "active").length;
  const count = connections.length > 0 ? [`active ${active}/${connections.length}`] : [];
  const troubles = [
    ...problems.map((problem) => `blocked ${sentence(problem)}`),
    ...connections.toSorted(worstFirst).flatMap(troubleOf),
  ];
  const text = active > 0 || troubles.length === 0 ? [...count, ...troubles] : troubles;
  return cut(text.join(" - "));
}

function worstFirst(a: Told, b: Told): number {
  const difference = severity.indexOf(a.status.phase) - severity.indexOf(b.status.phase);
  return difference || (a.peer < b.peer ? -1 : 1);
}

function troubleOf({ peer, status }: Told): readonly string[] {
  switch (status.phase) {
    case "active":
      return [];
    case "blocked":
      return [`blocked ${peer} ${sentence(status.problem)}`];
    case "degraded": {
      const { tunnelsUp, problem } = status;
      if (tunnelsUp === undefined) return [`degraded ${peer} ${sentence(problem)}`];
      return [`degraded ${peer} ${tunnelsUp}/${status.of} tunnels: ${problem.message}: ${problem.remedy}`];
    }
    case "pending":
      return [`pending ${peer} ${sentence(status.problem)}`];
    case "withdrawn":
      return [`withdrawn ${peer} still joined: it goes when its grace ends`];
  }
}

function sentence({ rule, message, remedy }: Problem): string {
  return `${rule}: ${message}: ${remedy}`;
}

function cut(text: string): string {
  const whole = clean(text);
  // Cleaned again: the cut may have left half a surrogate pair at the end.
  return whole.length <= longest ? whole : `${clean(whole.slice(0, longest - 3))}...`;
}

/** Keeps letters, digits, spaces and `_ . : / = + - @`, the set that all services allow in a tag. */
function clean(text: string): string {
  return text
    .replace(/\*/g, "any")
    .replace(/[^\p{L}\p{N} _.:/=+\-@]/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}
