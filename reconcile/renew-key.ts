import { seenFrom, tunnelOf } from "../core/tunnels/tunnel-plan.ts";
import type { Secrets } from "./key-ports.ts";
import { type RotationReader, type RotationStep, rotationAt } from "./rotation.ts";
import { savedTunnels } from "./saved-tunnels.ts";

export interface RenewKeyOutput {
  /** The name of the secret that holds the new key. */
  readonly secret: string;
}

interface Deps extends Pick<RotationReader, "rotations"> {
  readonly ledger: Pick<RotationReader["ledger"], "tunnels">;
  readonly secrets: Pick<Secrets, "renew">;
}

/**
 * Makes a tunnel's new key, before any cloud is told of it: what is cut off later finds the key where it was.
 *
 * @throws Superseded when it is another execution's turn, or another tunnel's
 */
export async function renewKey({ ledger, rotations, secrets }: Deps, step: RotationStep): Promise<RenewKeyOutput> {
  const { id } = await rotationAt(rotations, step);
  const { secret } = tunnelOf(seenFrom(await savedTunnels(ledger, step.connection), "requester"), step.index);
  await secrets.renew(secret, id);
  return { secret };
}
