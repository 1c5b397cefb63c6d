import { attempt, ip, run } from "./commands.ts";
import { type Nodes, ROUTER_HOP, type TunnelNode } from "./nodes.ts";

/** The network between all gateways. */
const INTERNET = "inet";
/** The kernel's numbers of the Internet's tables and rules, by tunnel end. */
const FIRST_TABLE = 1000;
const PAIR_RULES = 1000;
const ADDRESS_RULES = 20_000;

/** What every namespace is set to: it routes, balances by connection, answers errors at once, and knows no IPv6. */
const SETTINGS = `ip link set lo up; cd /proc/sys/net/ipv4; echo 1 >ip_forward; echo 0 >conf/all/rp_filter
echo 0 >conf/default/rp_filter; echo 1 >fib_multipath_hash_policy; echo 0 >icmp_ratelimit
echo 1 >../ipv6/conf/all/disable_ipv6; echo 1 >../ipv6/conf/default/disable_ipv6`;

export async function makeNamespaces(names: readonly string[]): Promise<void> {
  await ip(
    undefined,
    names.map((name) => `netns add ${name}`),
  );
  const script = names.map((name) => `ip netns exec ${name} sh -c '${SETTINGS}' &`).join("\n");
  await run("sh", ["-c", `${script}\nwait\n`]);
}

/** Makes all namespaces that there are not yet, and the wires between them. */
export async function buildWires(nodes: Nodes, isThere: (namespace: string) => boolean): Promise<void> {
  const { sites, pods, gateways, tunnels, links } = nodes;
  const names = [sites, pods, gateways, tunnels].flatMap((all) => all.map(({ namespace }) => namespace));
  await makeNamespaces([INTERNET, ...names.filter((name) => !isThere(name))]);
  const wire = (from: string, device: string, to: string, name: string) =>
    `link add ${device} netns ${from} type veth peer name ${name} netns ${to}`;
  await ip(undefined, [
    ...tunnels.map(({ namespace, index }) => wire(namespace, "wan", INTERNET, `v${index}`)),
    ...pods.map(({ site, device, namespace }) => wire(site.namespace, device, namespace, "eth0")),
    ...gateways.map(({ site, device, namespace }) => wire(site.namespace, device, namespace, "vpc")),
    ...links.map(({ device, ends: [one, other] }) => wire(one.node.namespace, device, other.node.namespace, device)),
  ]);
  await ip(INTERNET, [...tunnels.flatMap(internetLines), "rule add pref 31000 unreachable"]);
}

/**
 * Several tunnels may end at one outside address, which is Google's way: the Internet knows by both addresses of a packet
 * which end is meant. A stranger's packet is brought to the first end of the address, to be refused there.
 */
function internetLines({ index, end }: TunnelNode): string[] {
  const table = FIRST_TABLE + index;
  return [
    `link set v${index} up`,
    `addr add ${ROUTER_HOP}/32 dev v${index}`,
    `route add ${end.local} dev v${index} table ${table}`,
    `rule add pref ${PAIR_RULES + index} from ${end.remote} to ${end.local} lookup ${table}`,
    `rule add pref ${ADDRESS_RULES + index} to ${end.local} lookup ${table}`,
  ];
}

/** Silences the wire of a tunnel's end, in both directions: nobody is told. */
export async function cutWire({ index }: TunnelNode): Promise<void> {
  await ip(INTERNET, [`link set v${index} down`]);
}

export async function mendWire({ index, end }: TunnelNode): Promise<void> {
  await ip(INTERNET, [
    `link set v${index} up`,
    `route replace ${end.local} dev v${index} table ${FIRST_TABLE + index}`,
  ]);
}

/** The namespace's only device of kind `tun`, once charon has made it. */
export async function tunDevice(namespace: string): Promise<string | undefined> {
  const { stdout } = await attempt("ip", ["-o", "-n", namespace, "link", "show", "type", "tun"]);
  return /^\d+: ([^:@]+)/m.exec(stdout)?.[1];
}
