import type { Allow } from "../connection/network.ts";

const port = /^(tcp|udp)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/;

/** Reads one item of `crosspeer:allow`: `all`, `icmp`, `tcp`, `tcp:443`, `udp:8000-8100`; undefined when it is none. */
export function parseAllow(text: string): Allow | undefined {
  if (text === "all" || text === "icmp") return { protocol: text };
  const [, protocol, first, last] = port.exec(text) ?? [];
  if (protocol !== "tcp" && protocol !== "udp") return undefined;
  if (first === undefined) return { protocol, from: 0, to: 65535 };
  const from = Number(first);
  const to = Number(last ?? first);
  return from >= 1 && from <= to && to <= 65535 ? { protocol, from, to } : undefined;
}

/** The item that `parseAllow` reads. */
export function formatAllow(allow: Allow): string {
  if (allow.protocol === "all" || allow.protocol === "icmp") return allow.protocol;
  if (allow.from === 0 && allow.to === 65535) return allow.protocol;
  return allow.from === allow.to ? `${allow.protocol}:${allow.from}` : `${allow.protocol}:${allow.from}-${allow.to}`;
}

/** Leaves out what another item lets in already: clouds that keep one rule for many items keep only the widest. */
export function withoutContained(items: readonly Allow[]): readonly Allow[] {
  return items.filter((item, index) => !items.some((other, at) => at !== index && covers(other, item, at < index)));
}

/** Of two equal items, the first covers the second. */
function covers(wide: Allow, narrow: Allow, isFirst: boolean): boolean {
  if (formatAllow(wide) === formatAllow(narrow)) return isFirst;
  if (wide.protocol === "all") return true;
  if (wide.protocol === "icmp" || wide.protocol !== narrow.protocol) return false;
  return wide.from <= narrow.from && narrow.to <= wide.to;
}
