import type { RealmState } from "./realm/protocol.ts";
import type { Realm } from "./realm/realm.ts";
import { BODY, triesBetween } from "./tries.ts";

/** What charon's words mean (strongSwan 5.9, libcharon). */
const MEANINGS: readonly (readonly [words: RegExp, meaning: string])[] = [
  [/MAC mismatched|AUTHENTICATION_FAILED/, "the pre-shared keys of its ends differ"],
  [/no IKE config found/, "the peer that calls has another address than it is configured with"],
  [
    /received NO_PROPOSAL_CHOSEN|no proposal|no acceptable/i,
    "the ends have no proposal in common, or do not know each other",
  ],
  [/giving up|retransmit 3/, "its peer's address does not answer"],
];

/**
 * Why two pods do not reach each other, by what strongSwan, FRR and the kernel tell: never by what was configured.
 *
 * @returns one sentence for each finding, the lowest layer first
 */
export async function diagnose(
  realm: Realm,
  pods: { readonly from: string; readonly to: string },
): Promise<readonly string[]> {
  await realm.dropped();
  await realm.try({ tries: triesBetween(pods.from, pods.to), body: BODY, timeoutMs: 500 });
  const [state, dropped] = [await realm.state(), await realm.dropped()];
  const [there, back] = [await realm.follow(pods), await realm.follow({ from: pods.to, to: pods.from })];
  return [
    ...tunnelFindings(state),
    ...sessionFindings(state),
    ...wayFindings(`from ${pods.from}`, there, pods.to),
    ...wayFindings(`back from ${pods.to}`, back, pods.from),
    ...dropped.map(({ pod, filter, direction, rule, packets }) => {
      const why = rule === undefined ? "no rule lets them pass" : `rule ${rule} denies them`;
      return `filter ${filter} of ${pod} dropped ${packets} ${direction} packets: ${why}`;
    }),
  ];
}

function tunnelFindings({ tunnels }: RealmState): readonly string[] {
  return tunnels.flatMap(({ name, up, words }) => {
    if (up) return [];
    const text = words.join("; ");
    const meaning = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
    return [`tunnel ${name} is down${meaning === undefined ? "" : `: ${meaning}`}${text === "" ? "" : ` (${text})`}`];
  });
}

function sessionFindings({ sessions }: RealmState): readonly string[] {
  return sessions.flatMap(({ name, up, words }) => (up ? [] : [`bgp of ${name} is down: ${words}`]));
}

/** Where a packet's way ends before its goal. */
function wayFindings(which: string, steps: readonly string[], goal: string): readonly string[] {
  const last = steps.at(-1) ?? "nowhere";
  return last.endsWith(`: pod ${goal}`) ? [] : [`the way ${which} ends at ${last}`];
}
