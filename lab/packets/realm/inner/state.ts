import type { RealmState, SessionState, TunnelState } from "../protocol.ts";
import { learnedBy, sessionsOf } from "./gateways.ts";
import type { GatewayNode } from "./nodes.ts";
import { associations, charonLog, type Tunnel } from "./tunnels.ts";

/** Lines of charon's log that say why an end does not come up (strongSwan 5.9). */
const TELLING =
  /received (AUTHENTICATION_FAILED|NO_PROPOSAL_CHOSEN|TS_UNACCEPTABLE|INVALID_KE)|tried \d+ shared key|MAC mismatched|no matching peer config|no IKE config found|no shared key found|giving up after|retransmit 3|no acceptable|no proposal chosen|CHILD_SA built|failed to establish/i;
const MOST_WORDS = 3;

export async function stateOf(tunnels: readonly Tunnel[], gateways: readonly GatewayNode[]): Promise<RealmState> {
  const learned = await Promise.all(
    gateways.map(async (node) => [`${node.site.site.id} ${node.gateway.id}`, await learnedBy(node)] as const),
  );
  return {
    tunnels: await Promise.all(tunnels.map(tunnelState)),
    sessions: (await Promise.all(gateways.map(sessionStates))).flat(),
    learned: Object.fromEntries(learned),
  };
}

async function tunnelState({ node, vici }: Tunnel): Promise<TunnelState> {
  const standing = await associations(vici);
  const up =
    standing?.some(({ state, children }) => state === "ESTABLISHED" && children.includes("INSTALLED")) === true;
  return { id: node.end.id, name: node.end.name, up, words: up ? [] : reasons(charonLog(node)) };
}

/** The last different ones, without time and thread. */
function reasons(log: string): readonly string[] {
  const lines = log.split("\n").filter((line) => TELLING.test(line));
  const plain = lines.map((line) => line.replace(/^\S+\s+\d+\[\w+\]\s+(<[^>]*>\s+)?|^\d+\[\w+\]\s+(<[^>]*>\s+)?/, ""));
  return [...new Set(plain.toReversed())].slice(0, MOST_WORDS).toReversed();
}

async function sessionStates(node: GatewayNode): Promise<readonly SessionState[]> {
  const sessions = await sessionsOf(node);
  return sessions.map(({ name, state, words }) => ({
    ...{ name, up: state === "Established" },
    words: state === "Established" ? "" : [state, words].filter((part) => part !== "").join(": "),
  }));
}
