import type { Family } from "../../core/address-space/address.ts";
import { familyOf } from "../../core/address-space/prefix.ts";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Conflict, NotYetVisible } from "../../core/faults.ts";
import type { FirewallChange } from "../../core/plan/change.ts";
import type { OwnedObject } from "../provider.ts";
import { type GcpClients, reading } from "./client.ts";
import { attempt, isNotFound } from "./faults.ts";
import { newestOperation, type Purpose, refuseFailed, requestIdFor } from "./operations.ts";
import { collect } from "./pages.ts";
import { toNetworkId } from "./translate.ts";
import {
  type FirewallResource,
  fold,
  isPlain,
  type Opening,
  resourceNameOf,
  ruleIdOf,
  toOpenings,
} from "./translate-rule.ts";

interface Wanted {
  readonly network: NetworkId;
  readonly connection: ConnectionId;
  readonly changes: readonly FirewallChange[];
}

/** A resource of ours: what it is and what it should be. */
interface Target {
  readonly network: NetworkId;
  readonly connection: ConnectionId;
  readonly name: string;
  readonly present: FirewallResource | undefined;
  readonly openings: readonly Opening[];
}

const families: readonly Family[] = [4, 6];

/**
 * Opens and closes rules, each family with one call, and says which rules are now ours.
 *
 * @throws NotYetVisible until what was written reads back
 */
export async function applyFirewall(gcp: GcpClients, wanted: Wanted): Promise<readonly OwnedObject[]> {
  const { network, connection, changes } = wanted;
  const begun: string[] = [];
  for (const family of families) {
    if (!changes.some((change) => familyOfChange(change) === family)) continue;
    const name = resourceNameOf(connection, network, family);
    const doing = `write firewall rule ${name} of ${network}`;
    const written = await attempt(doing, async () => writeOne(gcp, await readTarget(gcp, wanted, family), doing));
    if (written !== undefined) begun.push(written);
  }
  if (begun.length > 0) throw new NotYetVisible(begun.join("; "));
  return changes.flatMap((change): OwnedObject[] => {
    if (change.action === "close") return [];
    const name = resourceNameOf(connection, network, familyOf(change.source));
    return [{ kind: "firewall-rule", id: ruleIdOf(name, change), network }];
  });
}

/** Every firewall rule of a project. */
export function readFirewalls(gcp: GcpClients, project: string): Promise<readonly FirewallResource[]> {
  return collect(gcp.firewalls.listAsync({ project, ...gcp.paged }, reading()));
}

async function readTarget(gcp: GcpClients, { network, connection, changes }: Wanted, family: Family): Promise<Target> {
  const name = resourceNameOf(connection, network, family);
  const present = await readResource(gcp, network, name);
  const closed = new Set(changes.flatMap((change) => (change.action === "close" ? [change.rule] : [])));
  const opened = changes.flatMap((change) =>
    change.action === "open" && familyOf(change.source) === family
      ? [{ source: change.source, allow: change.allow }]
      : [],
  );
  const kept = toOpenings(present ?? {}).filter((opening) => !closed.has(ruleIdOf(name, opening)));
  const openings = new Map([...kept, ...opened].map((opening) => [ruleIdOf(name, opening), opening]));
  return { network, connection, name, present, openings: [...openings.values()] };
}

/** What was begun; undefined when all is as it should be. */
async function writeOne(gcp: GcpClients, target: Target, doing: string): Promise<string | undefined> {
  const { network, connection, name, present, openings } = target;
  if (isAsWanted(present, openings, name)) return undefined;
  const purpose: Purpose = { network, subject: connection, verb: "applyFirewall" };
  const before = await newestOperation(gcp, purpose, doing);
  if (before.state !== "running") {
    const [{ latestResponse }] = await begin(gcp, target, requestIdFor(gcp, purpose));
    refuseFailed(latestResponse, doing);
  }
  const earlier = before.state === "failed" ? `; an earlier attempt failed: ${before.fault.message}` : "";
  return `firewall rule ${name} of ${network} does not read as it was written yet${earlier}`;
}

/** A patch cannot empty a list: what holds for some machines only is deleted and, at the next call, made again. */
function begin(gcp: GcpClients, { network, connection, name, present, openings }: Target, requestId: string) {
  const { account: project } = locate(network);
  if (present !== undefined && (openings.length === 0 || !isPlain(present))) {
    return gcp.firewalls.delete({ project, firewall: name, requestId });
  }
  const content = { ...fold(openings), direction: "INGRESS", disabled: false };
  if (present !== undefined) {
    return gcp.firewalls.patch({ project, firewall: name, requestId, firewallResource: content });
  }
  const firewallResource = { name, network, description: `crosspeer ${connection}`, ...content };
  return gcp.firewalls.insert({ project, requestId, firewallResource });
}

function isAsWanted(present: FirewallResource | undefined, openings: readonly Opening[], name: string): boolean {
  if (present === undefined) return openings.length === 0;
  const ids = (some: readonly Opening[]) => some.map((opening) => ruleIdOf(name, opening)).sort();
  return openings.length > 0 && ids(toOpenings(present)).join() === ids(openings).join();
}

async function readResource(gcp: GcpClients, network: NetworkId, name: string): Promise<FirewallResource | undefined> {
  try {
    const [present] = await gcp.firewalls.get({ project: locate(network).account, firewall: name }, reading());
    if (toNetworkId(present.network) !== network) {
      throw new Conflict(`firewall rule ${name} belongs to ${present.network}: delete it`);
    }
    return present;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function familyOfChange(change: FirewallChange): Family {
  if (change.action === "open") return familyOf(change.source);
  return change.rule.split("/")[0]?.endsWith("-v6") ? 6 : 4;
}
