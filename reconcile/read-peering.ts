import type { Pair } from "../core/connection/connection-id.ts";
import type { Peering, PeeringPhase } from "../core/connection/network.ts";
import { Invalid, Overlap, Refused } from "../core/faults.ts";
import type { Deps } from "./ports.ts";

export interface ReadPeeringInput extends Pair {
  readonly peering: string;
}

export interface ReadPeeringOutput {
  readonly phase: PeeringPhase;
  readonly dns: Peering["dns"];
}

/** Reads how far a peering has come; one that has ended will never carry anything. */
export async function readPeering({ provider }: Deps, input: ReadPeeringInput): Promise<ReadPeeringOutput> {
  const { requester, accepter, peering } = input;
  const found = await provider.readPeering({ requester, accepter }, peering);
  switch (found.phase) {
    case "failed":
      if (/overlap/i.test(found.message ?? "")) throw new Overlap(`${peering} failed: ${found.message}`);
      throw new Invalid(`${peering} failed: ${found.message ?? "no reason given"}`);
    case "rejected":
    case "expired":
    case "deleted":
      throw new Refused(`${peering} was ${found.phase} before it was active`);
    default:
      return { phase: found.phase, dns: found.dns };
  }
}
