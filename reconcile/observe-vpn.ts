import { connectionIdOf, type Pair } from "../core/connection/connection-id.ts";
import { transportOf } from "../core/plan/plan.ts";
import type { VpnState } from "../core/plan/vpn.ts";
import type { Gateway, ObservedVpn } from "../core/tunnels/observed-vpn.ts";
import { type SideName, seenFrom, type TunnelPlan } from "../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../providers/vpn.ts";
import type { VpnBuilder } from "./ports.ts";
import { buildOrder } from "./saved-tunnels.ts";

interface Reader {
  readonly provider: Pick<VpnProvider, "readGateway" | "readVpn">;
  readonly ledger: Pick<VpnBuilder["ledger"], "tunnels">;
}

/** Reads a pair's VPN: the tunnels that were planned, from both ends; before that, the gateways that there are. */
export async function readPairVpn(deps: Reader, pair: Pair): Promise<VpnState | undefined> {
  if (transportOf(pair) !== "ha-vpn") return undefined;
  const standing = await readStandingVpn(deps, pair);
  if (standing !== undefined) return standing;
  const [requester, accepter] = await Promise.all([
    deps.provider.readGateway(pair.requester),
    deps.provider.readGateway(pair.accepter),
  ]);
  return { gateways: withoutAbsent({ requester, accepter }) };
}

/** The same, but undefined where no tunnels were planned: no cloud is asked for it. */
export async function readStandingVpn({ provider, ledger }: Reader, pair: Pair): Promise<VpnState | undefined> {
  if (transportOf(pair) !== "ha-vpn") return undefined;
  const saved = await ledger.tunnels(connectionIdOf(pair));
  if (saved === undefined) return undefined;
  const { plan, finished } = saved;
  const observed = await observeVpn(provider, pair, plan);
  const gateways = { requester: observed.requester.gateway, accepter: observed.accepter.gateway };
  return { plan, observed, gateways: withoutAbsent(gateways), unfinished: !finished };
}

/** Reads the tunnels from both ends, the second in the light of the first's outside addresses. */
export async function observeVpn(
  provider: Pick<VpnProvider, "readVpn">,
  pair: Pair,
  plan: TunnelPlan,
): Promise<Readonly<Record<SideName, ObservedVpn>>> {
  const [first, second] = buildOrder(pair);
  const near = await provider.readVpn(seenFrom(plan, first));
  const outside = plan.tunnels.map(({ index }) => near.ends.find((end) => end.index === index)?.outside);
  const far = await provider.readVpn(seenFrom(plan, second, outside));
  return first === "requester" ? { requester: near, accepter: far } : { requester: far, accepter: near };
}

function withoutAbsent({ requester, accepter }: Readonly<Record<SideName, Gateway | undefined>>): VpnState["gateways"] {
  return { ...(requester === undefined ? {} : { requester }), ...(accepter === undefined ? {} : { accepter }) };
}
