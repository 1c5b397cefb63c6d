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
  const pods = new Map(
    sites.flatMap(({ id, pods }) => pods.map((pod) => [pod.name, { ...pod, network: id }] as const)),
  );
  const networkOf = (pod: string) => pods.get(pod)?.network;
  // A network that is joined to nobody may have the same addresses as one that is.
  const areJoined = ({ from, to }: Try) =>
    connections.some(({ requester, accepter }) =>
      [`${requester} ${accepter}`, `${accepter} ${requester}`].includes(`${networkOf(from)} ${networkOf(to)}`),
    );
  const lost = compared.filter(({ packets, try: tried }) => !packets && areJoined(tried));
  const flows = lost.map(({ try: tried }) => flowOf(tried, (pod) => pods.get(pod)?.address ?? ""));
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

function flowOf({ from, to, kind, port }: Try, addressOf: (pod: string) => string): RejectedFlow {
  const host = (pod: string): Prefix => prefix(`${addressOf(pod)}/32`);
  const protocol = kind === "icmp" ? "icmp" : "tcp";
  return { source: host(from), destination: host(to), protocol, port, packets: 1 };
}
