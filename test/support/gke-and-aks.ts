import type { NetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../../lab/lab.ts";
import { azure, google } from "../../lab/scenarios/accounts.ts";
import { type AksSketch, AzureTenant } from "../../lab/scenarios/azure-tenant.ts";
import { GcpTenant, type GkeSketch } from "../../lab/scenarios/gcp-tenant.ts";

/** One of the two projects, or of the two subscriptions, of the lab. */
type Side = 0 | 1;

/** A GKE network with its owner. */
export interface GkeNetwork {
  readonly id: NetworkId;
  readonly name: string;
  readonly tenant: GcpTenant;
  /** Of nodes, pods and services. */
  readonly prefixes: readonly string[];
}

/** A network with one cluster, which bears the labels `crosspeer-<key>` given and its own name. */
export async function buildGke(lab: Lab, side: Side, { labels = {}, ...sketch }: GkeSketch): Promise<GkeNetwork> {
  const tenant = new GcpTenant(lab, google.projects[side]);
  const id = await tenant.buildNetwork({ ...sketch, labels: prefixed("crosspeer-", { name: sketch.name, ...labels }) });
  return { id, name: sketch.name, tenant, prefixes: [sketch.nodes, sketch.pods, sketch.services] };
}

/** A VNet with its owner. */
export interface AksNetwork {
  readonly id: NetworkId;
  readonly name: string;
  readonly tenant: AzureTenant;
  readonly prefixes: readonly string[];
}

/** A VNet with one cluster, which bears the tags `crosspeer:<key>` given and its own name. */
export async function buildAks(lab: Lab, side: Side, { tags = {}, ...sketch }: AksSketch): Promise<AksNetwork> {
  const tenant = new AzureTenant(lab, azure.subscriptions[side].subscription);
  const id = await tenant.buildNetwork({ ...sketch, tags: prefixed("crosspeer:", { name: sketch.name, ...tags }) });
  return { id, name: sketch.name, tenant, prefixes: sketch.prefixes };
}

function prefixed(prefix: string, wishes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(wishes).map(([key, value]) => [`${prefix}${key}`, value]));
}
