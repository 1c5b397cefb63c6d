import { prefix } from "../../core/address-space/prefix.ts";
import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { allocate, type Claim } from "../../core/tunnels/allocate.ts";
import { seenFrom, type VpnEnd } from "../../core/tunnels/tunnel-plan.ts";

/** Plans VPNs of one network, one after another, as the ledger would keep them apart. */
export function planEnds(near: NetworkId, fars: readonly NetworkId[]): readonly VpnEnd[] {
  let claims: readonly Claim[] = [];
  return fars.map((far, number) => {
    const pair = pairOf(near, far);
    const sideOf = (network: NetworkId) => ({
      ...{ network, inside: [], prefixes: [prefix(network === near ? "10.0.0.0/16" : `10.${number + 1}.0.0/16`)] },
    });
    const sides = { requester: sideOf(pair.requester), accepter: sideOf(pair.accepter) };
    const allocation = allocate({ connection: connectionIdOf(pair), sides, claims });
    if ("problem" in allocation) throw new Error(allocation.problem.message);
    claims = [...claims, ...allocation.claims];
    // Each far member has an address; of AWS each tunnel has one.
    const outside = allocation.plan.tunnels.map(({ index, ends }) => {
      const far = pair.requester === near ? ends.accepter : ends.requester;
      return `198.19.${100 + number}.${1 + (near.startsWith("arn:") ? far.member : index)}`;
    });
    return seenFrom(allocation.plan, pair.requester === near ? "requester" : "accepter", outside);
  });
}

/** The key of a tunnel, by the name of its secret. */
export async function readKey(secret: string): Promise<string> {
  return `Key${Buffer.from(secret).toString("hex")}`.slice(0, 48);
}

/** Asks a verb until it is done, as its state machine does; what passes is asked again. */
export async function finish<T extends { readonly done: boolean }>(
  settle: () => Promise<void>,
  verb: () => Promise<T>,
): Promise<T> {
  for (let times = 0; times < 60; times++) {
    const progress = await verb().catch((fault: unknown) => {
      const passes = fault instanceof Error && ["NotYetVisible", "Busy", "Throttled"].includes(fault.name);
      if (!passes) throw fault;
      return undefined;
    });
    if (progress?.done === true) return progress;
    await settle();
  }
  throw new Error("still not done after 60 times");
}
