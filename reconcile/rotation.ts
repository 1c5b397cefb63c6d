import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { Superseded } from "../core/faults.ts";
import type { VpnProvider } from "../providers/vpn.ts";
import type { Rotation, Rotations } from "./key-ports.ts";
import type { Ledger } from "./ports.ts";

/** What the steps need that read how the tunnels are while their keys are replaced. */
export interface RotationReader {
  readonly provider: Pick<VpnProvider, "readVpn">;
  readonly ledger: Pick<Ledger, "networks" | "connection" | "tunnels">;
  readonly rotations: Rotations;
}

/** What every step of a rotation is told. */
export interface RotationStep extends Pair {
  readonly connection: ConnectionId;
  /** Names this execution. */
  readonly runner: string;
  readonly index: number;
}

/**
 * The rotation that an execution carries on: two that worked on one connection could take down two tunnels at once.
 *
 * @throws Superseded when another execution does so by now
 */
export async function ownRotation(
  rotations: Rotations,
  { connection, runner }: Pick<RotationStep, "connection" | "runner">,
): Promise<Rotation> {
  const rotation = await rotations.read(connection);
  if (rotation?.runner === runner) return rotation;
  throw new Superseded(`another execution replaces the keys of ${connection}: see that one`);
}

/** The same for a step that works on one tunnel. @throws Superseded when it is no longer that tunnel's turn */
export async function rotationAt(rotations: Rotations, step: RotationStep): Promise<Rotation> {
  const rotation = await ownRotation(rotations, step);
  if (rotation.index === step.index) return rotation;
  throw new Superseded(
    `tunnel ${step.index} of ${step.connection} has its new key: it is tunnel ${rotation.index}'s turn`,
  );
}
