import { setTimeout as pause } from "node:timers/promises";
import { verdictsOf } from "./reach/reach.ts";
import type { Verdict, World } from "./reach/verdict.ts";
import type { RealmState, Try } from "./realm/protocol.ts";
import type { Realm } from "./realm/realm.ts";
import { BODY, flowOf } from "./tries.ts";

/** What packets and the fabric say of one try. */
export interface Compared {
  readonly try: Try;
  readonly packets: boolean;
  readonly fabric: Verdict;
}

/** Real milliseconds. */
export interface Patience {
  /** What should not come up has at least so long for it. */
  readonly quiet: number;
  /** What should come up has no longer than this. */
  readonly most: number;
  /** For an answer; a second try of the kernel's comes after one second. */
  readonly answer: number;
}

export const PATIENCE: Patience = { quiet: 3500, most: 20_000, answer: 900 };

/** Between two looks, in real milliseconds. */
const LOOK = 150;

/** Waits until all that the fabric has up is up in the realm, and the rest has had its chance. */
export async function settleDown(realm: Realm, { sites, fabric }: World, patience = PATIENCE): Promise<RealmState> {
  const [start, ends] = [
    performance.now(),
    sites.flatMap(({ gateways }) => gateways.flatMap(({ tunnels }) => tunnels)),
  ];
  const tunnels = new Set(ends.filter(({ id }) => fabric.tunnel(id).up).map(({ id }) => id));
  const sessions = new Set(ends.filter(({ id }) => fabric.session(id).up).map(({ name }) => name));
  for (;;) {
    const state = await realm.state();
    const up = [
      state.tunnels.filter(({ id, up }) => up && tunnels.has(id)).length === tunnels.size,
      state.sessions.filter(({ name, up }) => up && sessions.has(name)).length === sessions.size,
    ];
    const spent = performance.now() - start;
    if ((up.every(Boolean) && spent >= patience.quiet) || spent >= patience.most) return state;
    await pause(LOOK);
  }
}

/** Has packets try what the fabric has a verdict of; where they differ they are tried again, for as long as patience lasts. */
export async function compare(
  realm: Realm,
  world: World,
  tries: readonly Try[],
  patience = PATIENCE,
): Promise<readonly Compared[]> {
  const [verdict, end] = [verdictsOf(world), performance.now() + patience.most];
  const compared = new Map<Try, Compared>();
  let open = tries;
  while (open.length > 0) {
    const reached = await realm.try({ tries: open, body: BODY, timeoutMs: patience.answer });
    for (const [index, one] of open.entries())
      compared.set(one, { try: one, packets: reached[index] === true, fabric: verdict(flowOf(one)) });
    open = open.filter((one) => isDisagreement(compared.get(one)));
    if (performance.now() > end) break;
  }
  return tries.flatMap((one) => compared.get(one) ?? []);
}

export function isDisagreement(compared: Compared | undefined): boolean {
  return compared !== undefined && compared.packets !== compared.fabric.reachable;
}
