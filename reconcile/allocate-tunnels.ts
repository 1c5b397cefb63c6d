import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { Conflict, type Fault, QuotaExceeded } from "../core/faults.ts";
import type { Problem } from "../core/problems.ts";
import { allocate, type Claim } from "../core/tunnels/allocate.ts";
import type { Gateway } from "../core/tunnels/observed-vpn.ts";
import type { SideName, TunnelPlan } from "../core/tunnels/tunnel-plan.ts";
import type { VpnBuilder, WrittenPlan } from "./ports.ts";
import { buildOrder } from "./saved-tunnels.ts";
import { writtenPlan } from "./written-plan.ts";

export interface AllocateTunnelsInput extends Pair {
  readonly connection: ConnectionId;
}

export interface AllocateTunnelsOutput {
  readonly tunnels: number;
  /** The side whose tunnels are built first, and the other one. */
  readonly first: SideName;
  readonly second: SideName;
}

/**
 * Plans the tunnels: claims ASNs and inside addresses, writes the plan down, and makes a key for each tunnel before any
 * cloud is asked for one. What was claimed before is kept.
 *
 * @throws Busy when others claimed at the same time, every time · Conflict or QuotaExceeded when nothing fits
 */
export async function allocateTunnels(deps: VpnBuilder, input: AllocateTunnelsInput): Promise<AllocateTunnelsOutput> {
  const { provider, ledger, secrets } = deps;
  const { connection } = input;
  const written = await writtenPlan(ledger, connection);
  const [requester, accepter] = await Promise.all([
    provider.readGateway(input.requester),
    provider.readGateway(input.accepter),
  ]);
  const plan = await claim(deps, written, { requester, accepter });
  await ledger.saveTunnels({ plan, finished: false });
  for (const { secret } of plan.tunnels) await secrets.create(secret, connection);
  const [first, second] = buildOrder(input);
  return { tunnels: plan.tunnels.length, first, second };
}

async function claim(
  { allocations }: Pick<VpnBuilder, "allocations">,
  { connection, destinations, ...pair }: WrittenPlan,
  gateways: Readonly<Record<SideName, Gateway | undefined>>,
): Promise<TunnelPlan> {
  const sideOf = (side: SideName) => {
    const { id, asn, inside = [], transit = false } = gateways[side] ?? {};
    // What a side tells the other is what the other is to reach.
    const prefixes = destinations[side === "requester" ? "accepter" : "requester"];
    const shared = transit && id !== undefined ? { transit: id } : {};
    return { network: pair[side], inside, prefixes, ...shared, ...(asn === undefined ? {} : { asn }) };
  };
  const sides = { requester: sideOf("requester"), accepter: sideOf("accepter") };
  const allocation = await allocations.change((claims) => {
    const result = allocate({ connection, sides, claims });
    return { claims: "plan" in result ? together(claims, result.claims) : undefined, result };
  });
  if ("plan" in allocation) return allocation.plan;
  throw faultOf(allocation.problem);
}

/** What a holder has now in place of what it had. */
function together(all: readonly Claim[], now: readonly Claim[]): readonly Claim[] {
  const key = ({ kind, holder }: Claim) => `${kind} ${holder}`;
  const holders = new Set(now.map(key));
  return [...all.filter((one) => !holders.has(key(one))), ...now];
}

function faultOf({ rule, message, remedy }: Problem): Fault {
  const Kind = rule === "quota" ? QuotaExceeded : Conflict;
  return new Kind(`${message}: ${remedy}`);
}
