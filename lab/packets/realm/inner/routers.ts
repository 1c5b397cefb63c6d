import type { Route } from "../../site.ts";
import { ip, run, within } from "./commands.ts";
import { type Drop, filterRules } from "./filter-rules.ts";
import { GATEWAY_HOP, type LinkNode, LOCAL_TABLE, type Nodes, ROUTER_HOP, type SiteNode } from "./nodes.ts";

/** Metrics of the kernel: what is written wins, the first of equals, over what is learned, and either over nothing. */
const WRITTEN = 10;
const NOTHING = 4_000_000;

/** Makes a network's router: what is local, its tables, its filters, and its pods' addresses. @returns what its drops mean */
export async function buildRouter(node: SiteNode, nodes: Nodes): Promise<readonly Drop[]> {
  const pods = nodes.pods.filter(({ site }) => site === node);
  const gateways = nodes.gateways.filter(({ site }) => site === node);
  const { text, drops } = filterRules(pods, gateways);
  await ip(node.namespace, routerLines(node, nodes));
  const [program, args] = within(node.namespace, ["nft", "-f", "-"]);
  await run(program, args, text);
  await Promise.all(
    pods.map(({ namespace, pod }) =>
      ip(namespace, [
        "link set eth0 up",
        `addr add ${pod.address}/32 dev eth0`,
        `route add ${ROUTER_HOP} dev eth0`,
        `route add default via ${ROUTER_HOP} dev eth0 src ${pod.address}`,
      ]),
    ),
  );
  return drops;
}

/**
 * Only what comes from a pod of the network meets a route table. Whatever comes in by a peering or a gateway meets what
 * is local and nothing else: that is what makes peerings not transitive.
 */
function routerLines(node: SiteNode, nodes: Nodes): string[] {
  const { site, tables } = node;
  const pods = nodes.pods.filter((pod) => pod.site === node);
  const wires = [
    ...pods.map(({ device }) => ({ device, address: ROUTER_HOP })),
    ...nodes.gateways.filter((gateway) => gateway.site === node).map(({ device }) => ({ device, address: ROUTER_HOP })),
    ...nodes.links.flatMap(({ device, ends }) =>
      ends.filter((end) => end.node === node).map(({ hop }) => ({ device, address: hop })),
    ),
  ];
  return [
    ...wires.flatMap(({ device, address }) => [`link set ${device} up`, `addr add ${address}/32 dev ${device}`]),
    ...site.prefixes.map((prefix) => `route add unreachable ${prefix} table ${LOCAL_TABLE}`),
    ...pods.map(({ device, pod }) => `route add ${pod.address} dev ${device} table ${LOCAL_TABLE}`),
    `rule add pref 100 lookup ${LOCAL_TABLE}`,
    ...site.tables.flatMap(({ id, routes }) => {
      const table = `table ${tables.get(id)}`;
      return [
        ...routes.map((route, at) => `route add ${routeOf(route, node, nodes)} ${table} metric ${WRITTEN + at}`),
        `route add unreachable default ${table} metric ${NOTHING}`,
      ];
    }),
    ...pods.map(({ device, pod }) => `rule add pref 200 iif ${device} lookup ${tables.get(pod.table)}`),
    "rule add pref 31000 unreachable",
  ];
}

function routeOf({ destination, target }: Route, node: SiteNode, nodes: Nodes): string {
  if (target.kind === "peering") {
    const link = nodes.links.find(({ ends }) => ends.some((end) => end.node === node && end.half === target.id));
    if (link !== undefined) return `${destination} via ${farHop(link, node)} dev ${link.device} onlink`;
  }
  if (target.kind === "gateway") {
    const gateway = nodes.gateways.find((one) => one.site === node && one.gateway.id === target.id);
    if (gateway?.gateway.attached === true) return `${destination} via ${GATEWAY_HOP} dev ${gateway.device} onlink`;
  }
  return `blackhole ${destination}`;
}

function farHop({ ends: [one, other] }: LinkNode, node: SiteNode): string {
  return one.node === node ? other.hop : one.hop;
}
