import { release } from "../core/tunnels/release.ts";
import type { Remover, VpnBuilder } from "./ports.ts";
import { assertUnwanted, type RemovalInput } from "./removal.ts";

export interface ReleaseTunnelsOutput {
  /** How many tunnels were given up. */
  readonly tunnels: number;
}

/** Gives up the addresses and numbers of a connection whose tunnels are gone, and deletes their keys. */
export async function releaseTunnels(
  { ledger, allocations, secrets }: Pick<Remover, "ledger"> & Pick<VpnBuilder, "allocations" | "secrets">,
  input: RemovalInput,
): Promise<ReleaseTunnelsOutput> {
  const { connection } = input;
  await assertUnwanted(ledger, input);
  const saved = await ledger.tunnels(connection);
  await allocations.change((claims) => ({ claims: release(claims, connection), result: undefined }));
  for (const { secret } of saved?.plan.tunnels ?? []) await secrets.remove(secret);
  // Last: it is all that names the keys.
  await ledger.forgetTunnels(connection);
  return { tunnels: saved?.plan.tunnels.length ?? 0 };
}
