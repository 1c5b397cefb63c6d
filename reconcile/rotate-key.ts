import { Superseded } from "../core/faults.ts";
import { type SideName, seenFrom } from "../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../providers/vpn.ts";
import type { Rotations, Secrets } from "./key-ports.ts";
import type { Leases, Ledger } from "./ports.ts";
import { type RotationStep, rotationAt } from "./rotation.ts";
import { savedTunnels } from "./saved-tunnels.ts";
import { asOnlyWriter } from "./turns.ts";

export interface RotateKeyInput extends RotationStep {
  readonly side: SideName;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface RotateKeyOutput {
  readonly done: boolean;
  /** Seconds after which it is worth looking again. */
  readonly wait: number;
}

interface Deps {
  readonly provider: Pick<VpnProvider, "replaceKey">;
  readonly ledger: Pick<Ledger, "connection" | "tunnels">;
  readonly leases: Leases;
  readonly rotations: Rotations;
  readonly secrets: Pick<Secrets, "read">;
}

/**
 * Gives one end of one tunnel its new key, and writes down when the old one is out of use there.
 *
 * @throws Superseded when it is another execution's turn or another tunnel's, or nobody wants the connection any more ·
 *   Busy while another connection writes to the network
 */
export async function rotateKey(
  { provider, ledger, leases, rotations, secrets }: Deps,
  { connection, runner, index, side, at, ...pair }: RotateKeyInput,
): Promise<RotateKeyOutput> {
  const rotation = await rotationAt(rotations, { connection, runner, index, ...pair });
  const record = await ledger.connection(connection);
  // A tunnel that is made anew must not outlive its connection.
  if (record === undefined || record.unwantedSince !== undefined) {
    throw new Superseded(`nobody wants ${connection} any more: its keys stay as they are`);
  }
  const end = seenFrom(await savedTunnels(ledger, connection), side);
  const begun = rotation.replaced.includes(side);
  const progress = await asOnlyWriter(leases, { connection, network: pair[side], at }, () =>
    provider.replaceKey(end, index, { readKey: (secret) => secrets.read(secret), begun }),
  );
  if (progress.begun && !begun) await rotations.advance({ ...rotation, replaced: [...rotation.replaced, side] });
  return { done: progress.done, wait: progress.wait };
}
