import type { BgpEnd } from "../../site.ts";
import type { GatewayNode, TunnelNode } from "./nodes.ts";

/** Seconds. */
export interface Timers {
  readonly keepalive: number;
  readonly hold: number;
}

interface Speaker {
  readonly bgp: BgpEnd;
  readonly name: string;
  /** Names the neighbour's lists. */
  readonly number: number;
}

/** FRR's configuration of a gateway's BGP; timers are the sessions' own unless given. */
export function bgpConfiguration(node: GatewayNode, tunnels: readonly TunnelNode[], timers?: Timers): string {
  const { gateway } = node;
  const speakers = tunnels.flatMap(({ speaks, end: { bgp, name } }, number): Speaker[] =>
    speaks && bgp !== undefined && bgp.address !== bgp.peerAddress ? [{ bgp, name, number }] : [],
  );
  const own = [...new Set(speakers.flatMap(({ bgp }) => bgp.advertises))];
  return `${[
    // Otherwise it takes five seconds until it goes by its route maps.
    "bgp route-map delay-timer 0",
    `router bgp ${gateway.asn}`,
    // An address of nobody's: two gateways may have the same inside addresses by mistake, and are two all the same.
    ` bgp router-id 10.255.0.${node.index + 1}`,
    ...[" no bgp ebgp-requires-policy", " no bgp network import-check", " bgp bestpath as-path multipath-relax"],
    " no bgp default ipv4-unicast",
    ...speakers.flatMap(({ bgp, name }) => neighbour({ ...bgp, asn: gateway.asn }, name, timers)),
    " address-family ipv4 unicast",
    `  maximum-paths ${gateway.ecmp ? 8 : 1}`,
    ...own.map((prefix) => `  network ${prefix}`),
    ...speakers.flatMap(({ bgp, number }) => family(bgp, number)),
    ...[" exit-address-family", "exit"],
    ...["bgp as-path access-list OWN permit ^$", "bgp as-path access-list LEARNED permit ."],
    ...speakers.flatMap((speaker) => outgoing(speaker, gateway.transit)),
  ].join("\n")}\n`;
}

/** With a peer of its own number FRR would speak iBGP, which clouds' gateways do not: it takes any other one, then. */
function neighbour({ peerAddress, peerAsn, initiates, ...own }: BgpEnd, name: string, timers?: Timers): string[] {
  const { keepalive, hold } = timers ?? { keepalive: own.keepaliveSeconds, hold: own.holdSeconds };
  const is = ` neighbor ${peerAddress}`;
  return [
    `${is} remote-as ${peerAsn === own.asn ? "external" : peerAsn}`,
    `${is} description ${name}`,
    ...[`${is} timers ${keepalive} ${hold}`, `${is} timers connect 1`, `${is} advertisement-interval 0`],
    ...(initiates ? [] : [`${is} passive`]),
  ];
}

/** FRR 8 counts a prefix when the next one comes, so that one more than its limit passes; and it takes no limit of 0. */
function family({ peerAddress, mostPrefixes }: BgpEnd, number: number): string[] {
  const is = `  neighbor ${peerAddress}`;
  const limit = Math.max(1, mostPrefixes - 1);
  return [`${is} activate`, `${is} route-map OUT${number} out`, `${is} maximum-prefix ${limit}`];
}

/** A neighbour is told what its session advertises, and by a gateway of transit also what others have told. */
function outgoing({ bgp, number }: Speaker, transit: boolean): string[] {
  return [
    ...bgp.advertises.map((prefix) => `ip prefix-list OWN${number} permit ${prefix}`),
    ...(bgp.advertises.length === 0 ? [`ip prefix-list OWN${number} deny any`] : []),
    ...[`route-map OUT${number} permit 10`, " match as-path OWN", ` match ip address prefix-list OWN${number}`, "exit"],
    ...(transit ? [`route-map OUT${number} permit 20`, " match as-path LEARNED", "exit"] : []),
  ];
}
