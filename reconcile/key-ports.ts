import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { SideName } from "../core/tunnels/tunnel-plan.ts";

/** The pre-shared keys of tunnels. They are made here and never leave but by `read`. */
export interface Secrets {
  /**
   * Makes sure that there is a key by this name: one that is there stays as it is.
   *
   * @throws Conflict when a secret of another bears the name
   */
  create(name: string, connection: ConnectionId): Promise<void>;
  /**
   * Puts another key in the place of the one that is there.
   *
   * @param generation names the new key: the same one again makes no further key
   * @throws NotYetVisible when there is no such secret
   */
  renew(name: string, generation: string): Promise<void>;
  /** @throws NotYetVisible when there is no such secret */
  read(name: string): Promise<string>;
  /** Takes a secret away; for some days it can be brought back, by a person or by `create`. */
  remove(name: string): Promise<void>;
}

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
