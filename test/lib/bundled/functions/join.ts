import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ConnectionId, Pair } from "../../../../core/connection/connection-id.ts";
import type { NetworkId } from "../../../../core/connection/network-id.ts";
import type { FirewallChange } from "../../../../core/plan/change.ts";
import type { AzureConfig } from "../../../../providers/azure/client.ts";
import type { GcpConfig } from "../../../../providers/gcp/client.ts";
import type { Provider } from "../../../../providers/provider.ts";

/** What can be written as JSON of what a provider is told. */
export type Where =
  | ({
      readonly cloud: "gcp";
      readonly keys: Awaited<ReturnType<NonNullable<GcpConfig["aws"]>["sessionKeys"]>>;
    } & GcpConfig)
  | ({ readonly cloud: "azure"; readonly token: string } & Omit<AzureConfig, "webIdentityToken">);

export interface JoinRequest {
  readonly where: Where;
  readonly pair: Pair;
  readonly connection: ConnectionId;
  /** Of the accepter's network. */
  readonly firewall: readonly FirewallChange[];
  /** A network that is not there. */
  readonly none: NetworkId;
}

/** Joins two networks with a provider as it is bundled, and reads back what has come of it. */
export async function handler({ where, pair, connection, firewall, none }: JoinRequest) {
  const provider = await load(where);
  const { id } = await patiently(() => provider.requestPeering(pair, connection));
  await patiently(() => provider.acceptPeering(pair, id));
  const peering = await patiently(async () => {
    const read = await provider.readPeering(pair, id);
    if (read.phase !== "active") throw Object.assign(new Error(read.phase), { name: "NotYetVisible" });
    return read;
  });
  await patiently(() => provider.applyFirewall(pair.accepter, connection, firewall));
  const networks = await provider.describeNetworks([pair.requester, pair.accepter]);
  const learned = await provider.readImportedPrefixes(pair.accepter, pair, id);
  return { peering, networks, learned, tagsOfNone: (await provider.readTags(none)) ?? "none" };
}

async function load(where: Where): Promise<Provider> {
  if (where.cloud === "gcp") {
    const { createGcpProvider } = await import("../../../../providers/gcp/provider.ts");
    const aws = { region: "us-east-1", sessionKeys: async () => where.keys };
    return createGcpProvider({ ...where, aws }, randomUUID);
  }
  const { createAzureProvider } = await import("../../../../providers/azure/provider.ts");
  return createAzureProvider({ ...where, webIdentityToken: async () => where.token });
}

/** Asks again as the state machines do, only quicker: the lab's time runs by itself. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await call();
    } catch (fault) {
      const again = fault instanceof Error && ["NotYetVisible", "Busy", "Throttled"].includes(fault.name);
      if (!again || attempts === 100) throw fault;
      await delay(50);
    }
  }
}
