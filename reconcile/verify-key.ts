import { type Judgement, judge } from "../core/tunnels/judge.ts";
import { observeVpn } from "./observe-vpn.ts";
import { ownRotation, type RotationReader, type RotationStep } from "./rotation.ts";
import { savedTunnels } from "./saved-tunnels.ts";

export interface VerifyKeyOutput {
  readonly tunnels: Judgement;
  /** Whether all tunnels are up again, this one with its new key. */
  readonly settled: boolean;
  /** The tunnel whose turn it is now; absent when there is none left. */
  readonly next?: number;
}

/**
 * Reads the tunnels back and, when all are up, makes it the next one's turn.
 *
 * @throws Superseded when another execution carries the rotation on
 */
export async function verifyKey(
  { provider, ledger, rotations }: RotationReader,
  { connection, runner, index, ...pair }: RotationStep,
): Promise<VerifyKeyOutput> {
  const rotation = await ownRotation(rotations, { connection, runner });
  const plan = await savedTunnels(ledger, connection);
  const tunnels = judge(plan, await observeVpn(provider, pair, plan));
  const nextOf = (turn: number) => (turn < plan.tunnels.length ? { next: turn } : {});
  // An earlier call got that far, and its answer was lost.
  if (rotation.index !== index) return { tunnels, settled: true, ...nextOf(rotation.index) };
  if (tunnels.up < tunnels.of || tunnels.problem !== undefined) return { tunnels, settled: false, next: index };
  await rotations.advance({ ...rotation, index: index + 1, replaced: [] });
  return { tunnels, settled: true, ...nextOf(index + 1) };
}
