import { type Prefix, prefix } from "../../core/address-space/prefix.ts";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { Allow } from "../../core/connection/network.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { explain, type JoinedPair, type RejectedFlow, type Rejection } from "../../core/flows/explain.ts";
import type { Compared } from "./converge.ts";
import type { Dropped, Try } from "./realm/protocol.ts";
import type { Site } from "./site.ts";

/** A connection between two networks. */
export interface Connected {
  readonly id: ConnectionId;
  readonly requester: NetworkId;
  readonly accepter: NetworkId;
}

interface Parts {
  readonly sites: readonly Site[];
  readonly connections: readonly Connected[];
  readonly allow: ReadonlyMap<string, readonly Allow[]>;
}

/** What crosspeer would tell its users of the packets that did not arrive between joined networks. */
export function explained(compared: readonly Compared[], { sites, connections, allow }: Parts): readonly Rejection[] {
  const pods = new Map(sites.flatMap((site) => site.pods.map((pod) => [pod.name, pod.address] as const)));
  const flows = compared.filter(({ packets }) => !packets).map(({ try: tried }) => flowOf(tried, pods));
  const sideOf = (id: NetworkId) => {
    const site = sites.find((one) => one.id === id);
    return { name: site?.name ?? id, prefixes: (site?.prefixes ?? []).map(prefix), allow: allow.get(id) ?? [] };
  };
  const pairs = connections.map(
    ({ id, requester, accepter }): JoinedPair => ({
      ...{ connection: id, requester, accepter },
      sides: { requester: sideOf(requester), accepter: sideOf(accepter) },
    }),
  );
  return explain(flows, pairs);
}

/** Where what is explained is not what the filters did: nobody dropped it on its way in. */
export function unfounded(rejections: readonly Rejection[], sites: readonly Site[], dropped: readonly Dropped[]) {
  const denying = new Set(dropped.filter(({ direction }) => direction === "ingress").map(({ pod }) => pod));
  return rejections.filter(
    ({ to }) => !sites.some(({ name, pods }) => name === to && pods.some((pod) => denying.has(pod.name))),
  );
}

function flowOf({ from, to, kind, port }: Try, pods: ReadonlyMap<string, string>): RejectedFlow {
  const host = (pod: string): Prefix => prefix(`${pods.get(pod)}/32`);
  const protocol = kind === "icmp" ? "icmp" : "tcp";
  return { source: host(from), destination: host(to), protocol, port, packets: 1 };
}
