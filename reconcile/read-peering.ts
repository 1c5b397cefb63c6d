import type { Pair } from "../core/connection/connection-id.ts";
import type { Peering } from "../core/connection/network.ts";
import { Invalid, NotYetVisible, Overlap, Refused } from "../core/faults.ts";
import type { Deps } from "./ports.ts";

export interface ReadPeeringInput extends Pair {
  readonly peering: string;
}

export interface ReadPeeringOutput {
  readonly options: Peering["options"];
}

/**
 * Reads whether a peering is active.
 *
 * @throws NotYetVisible while it is not · Overlap, Invalid or Refused when it has ended and never will be
 */
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
    case "active":
      return { options: found.options };
    default:
      throw new NotYetVisible(`${peering} is not active yet: ${found.phase}`);
  }
}
