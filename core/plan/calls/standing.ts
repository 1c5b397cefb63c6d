import type { Network } from "../../connection/network.ts";
import type { SideName } from "../../tunnels/tunnel-plan.ts";
import type { VpnState } from "../vpn.ts";

/** What there is before the plan is carried out. */
export interface Standing {
  readonly networks: readonly Network[];
  readonly vpn?: VpnState;
  /** The transit gateways that the networks ask for. */
  readonly wishes: Readonly<Partial<Record<SideName, string>>>;
}
