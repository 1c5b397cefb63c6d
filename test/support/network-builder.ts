import { type Prefix, prefix } from "../../core/address-space/prefix.ts";
import { type ConnectionId, connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import type {
  Allow,
  Firewall,
  FirewallRule,
  Network,
  Peering,
  PeeringPhase,
  Route,
  RouteTable,
  RouteTarget,
  Tags,
} from "../../core/connection/network.ts";
import { type NetworkId, type Place, vpcNetworkId } from "../../core/connection/network-id.ts";

export const hub: Place = { account: "111111111111", region: "us-east-1" };
export const member: Place = { account: "222222222222", region: "us-west-2" };

/** Two networks in canonical order, and one that neither is joined to. */
export const left = networkId(1);
export const right = networkId(2, member);
export const stranger = networkId(3);
/** The connection of `left` and `right`. */
export const ours = connectionIdOf(pairOf(left, right));
/** A connection that is not theirs. */
export const others = connectionIdOf(pairOf(left, stranger));

/** The id of the VPC with that number. */
export function networkId(number: number, place: Place = hub): NetworkId {
  return vpcNetworkId(place, `vpc-${number.toString(16).padStart(17, "0")}`);
}

export interface NetworkParts {
  readonly tags?: Tags;
  readonly prefixes?: readonly string[];
  readonly tables?: readonly RouteTable[];
  readonly firewalls?: readonly Firewall[];
  readonly peerings?: readonly Peering[];
  readonly hostNames?: boolean;
}

/** A network with one empty main table unless said otherwise. */
export function buildNetwork(id: NetworkId, parts: NetworkParts = {}): Network {
  const { tags = {}, prefixes = [], tables = [buildTable()], firewalls = [], peerings = [], hostNames } = parts;
  return {
    id,
    tags,
    addressSpace: prefixes.map(prefix),
    routeTables: tables,
    firewalls,
    peerings,
    ...(hostNames === undefined ? {} : { hostNames }),
  };
}

export function buildTable(parts: Partial<RouteTable> = {}): RouteTable {
  const { routes = [] } = parts;
  return { id: "rtb-main", main: true, subnets: [], routes, routeCount: routes.length, ...parts };
}

/** A route; the target is written as `local`, a peering's id (`pcx-…`), or any other id. */
export function buildRoute(destination: string, target: string, state: Route["state"] = "active"): Route {
  return { destination: prefix(destination), target: targetOf(target), state };
}

export function buildFirewall(parts: Partial<Firewall> = {}): Firewall {
  const { rules = [] } = parts;
  return { id: "sg-1", cluster: "shop", rules, ruleCount: rules.length, ...parts };
}

export function buildRule(id: string, source: string | Prefix, allow: Allow, connection?: ConnectionId): FirewallRule {
  return { id, source: prefix(source), allow, ...(connection === undefined ? {} : { connection }) };
}

/** A peering from `left` to `right` that is ours, active and open to names, unless said otherwise. */
export function buildPeering(phase: PeeringPhase = "active", parts: Partial<Peering> = {}): Peering {
  const options = { requester: true, accepter: true };
  return { id: "pcx-ours", requester: left, accepter: right, phase, options, connection: ours, ...parts };
}

/** The same peering without our tag. */
export function buildForeignPeering(parts: Omit<Partial<Peering>, "connection"> = {}): Peering {
  const { connection: _, ...peering } = buildPeering();
  return { ...peering, id: "pcx-foreign", ...parts };
}

function targetOf(target: string): RouteTarget {
  if (target === "local") return { kind: "local" };
  return target.startsWith("pcx-") ? { kind: "peering", id: target } : { kind: "other", id: target };
}
