import type { Hub, HubAddress } from "../runtime/hub.ts";
import type { Format } from "./format.ts";

/** Where a command writes and waits. */
export interface Terminal {
  /** Data, and nothing else. */
  out(text: string): void;
  /** Progress and errors. */
  err(text: string): void;
  sleep(seconds: number): Promise<void>;
  open(address: HubAddress): Promise<Hub>;
}

/** What every command is given. */
export interface Session {
  readonly hub: Hub;
  readonly terminal: Terminal;
  readonly format: Format;
}

/** What a command ends the process with. */
export const exitCodes = { ok: 0, error: 1, unhealthy: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
