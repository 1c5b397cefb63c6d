import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { Superseded } from "../core/faults.ts";
import type { SideName } from "../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../providers/vpn.ts";
import type { Ledger } from "./ports.ts";

/** How far the rotation of a connection's keys has come: one tunnel after another, and of each one end after the other. */
export interface Rotation {
  readonly connection: ConnectionId;
  /** Names the rotation, and so the keys that it makes: the same until it is over, whichever execution carries it on. */
  readonly id: string;
  /** The execution that carries it on. One that began earlier has to leave it. */
  readonly runner: string;
  /** The tunnel whose key is being replaced; once it is over, how many there were. */
  readonly index: number;
  /** The sides at which that tunnel's old key is out of use. */
  readonly replaced: readonly SideName[];
}

/** The latest rotation of each connection. */
export interface Rotations {
  read(connection: ConnectionId): Promise<Rotation | undefined>;
  /** Writes a rotation that its runner is to carry on, whoever did so before. */
  take(rotation: Rotation): Promise<void>;
  /** @throws Superseded when another execution carries it on by now */
  advance(rotation: Rotation): Promise<void>;
}

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
