import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { ip, pause, run, startDaemon, until } from "./commands.ts";
import { ROUTER_HOP, type TunnelNode } from "./nodes.ts";
import { CHARON, HOME, PID_FILE } from "./private-files.ts";
import { espProposals, ikeProposals } from "./proposals.ts";
import { type Section, Vici } from "./vici.ts";
import { tunDevice } from "./wires.ts";

/** What is left of 1,500 octets inside a tunnel, of IPv4 and ESP in UDP: what AWS tells devices to be set to or below. */
const TUNNEL_MTU = 1400;
/** Between two tries of an end that initiates, in milliseconds. */
const RETRY_MS = 1000;

/** One end of a tunnel: strongSwan's charon with ESP in user space, its plain side in the gateway's namespace. */
export interface Tunnel {
  readonly node: TunnelNode;
  readonly charon: ChildProcess;
  readonly vici: Vici;
}

/** Starts charon and plugs its plain side into the gateway; it does not speak yet. */
export async function startTunnel(node: TunnelNode): Promise<Tunnel> {
  const folder = folderOf(node);
  mkdirSync(folder, { recursive: true });
  const { local } = node.end;
  await ip(node.namespace, [
    "link set wan up",
    `addr add ${local}/32 dev wan`,
    `route add ${ROUTER_HOP} dev wan`,
    `route add default via ${ROUTER_HOP} dev wan src ${local}`,
  ]);
  writeFileSync(`${folder}/strongswan.conf`, settings(folder));
  rmSync(`${folder}/vici`, { force: true });
  writeFileSync(`${folder}/pid`, "");
  // Where it keeps its process id is compiled in: each charon sees a file of its own there.
  const start = `mount --bind ${folder}/pid ${PID_FILE} && exec ${CHARON}`;
  const charon = startDaemon({
    ...{ namespace: node.namespace, argv: ["unshare", "-m", "sh", "-c", start] },
    ...{ log: `${folder}/charon.out`, env: { STRONGSWAN_CONF: `${folder}/strongswan.conf` } },
  });
  const vici = await until(() => Vici.connect(`${folder}/vici`).catch(() => undefined), 10_000);
  if (vici === undefined) throw new Error(`charon of ${node.end.name} did not start: ${read(`${folder}/charon.out`)}`);
  await plug(node);
  return { node, charon, vici };
}

/**
 * The device moves to the gateway, its other side stays with charon. charon writes routes over a device of that name,
 * whatever it is told, and refuses traffic when it cannot: an empty one stands in.
 */
async function plug({ namespace, device, gateway, end, speaks }: TunnelNode): Promise<void> {
  const made = await until(() => tunDevice(namespace), 5000);
  if (made === undefined) throw new Error(`charon of ${end.name} made no device`);
  await run("ip", ["-n", namespace, "link", "set", made, "netns", gateway.namespace, "name", device]);
  await ip(namespace, [`link add ${made} type bridge`, `link set ${made} up`]);
  const inside =
    speaks && end.bgp !== undefined ? [`addr add ${end.bgp.address} peer ${end.bgp.peerAddress} dev ${device}`] : [];
  await ip(gateway.namespace, [`link set ${device} mtu ${TUNNEL_MTU} up`, ...inside]);
}

/** Tells charon of its peer, and has it speak first where the end does. */
export async function openTunnel({ vici, node: { end } }: Tunnel): Promise<void> {
  const { local, remote, key } = end;
  await vici.command("load-shared", { id: "key", type: "ike", data: key, owners: [local, remote] });
  for (const version of end.ikeVersions) await vici.command("load-conn", connection(version, end));
}

function connection(version: 1 | 2, { local, remote, phase1, phase2 }: TunnelNode["end"]): Section {
  const everything = ["0.0.0.0/0"];
  const child = {
    ...{ local_ts: everything, remote_ts: everything, esp_proposals: espProposals(phase2), rekey_time: "1h" },
    // Not `start`: a peer that is not told yet refuses, and charon would not try again.
    ...{ start_action: "none", dpd_action: "clear", close_action: "none" },
  };
  return {
    [`ike${version}`]: {
      ...{ version: String(version), local_addrs: [local], remote_addrs: [remote], proposals: ikeProposals(phase1) },
      ...{ mobike: "no", dpd_delay: "10s", keyingtries: "0", unique: "replace", rekey_time: "8h" },
      local: { auth: "psk", id: local },
      remote: { auth: "psk", id: remote },
      children: { [`net${version}`]: child },
    },
  };
}

/** Tries until the tunnel stands and whenever it has fallen, by each version in turn, as clouds do. Never ends. */
export async function keepTrying({ vici, node }: Tunnel): Promise<void> {
  const versions = node.end.ikeVersions.toSorted().toReversed();
  for (let round = 0; ; round++) {
    const child = `net${versions[round % versions.length]}`;
    const standing = await associations(vici);
    if (standing === undefined) return;
    if (!standing.some(isBusy)) await vici.command("initiate", { child, timeout: "-1" }).catch(() => undefined);
    await pause(RETRY_MS);
  }
}

/** An IKE association as charon tells it. */
export interface Association {
  readonly state: string;
  /** The states of its child associations. */
  readonly children: readonly string[];
}

/** What stands or is being made; undefined when charon is gone. */
export async function associations(vici: Vici): Promise<readonly Association[] | undefined> {
  const events = await vici.stream("list-sas", "list-sa").catch(() => undefined);
  return events?.flatMap((event) =>
    Object.values(event).flatMap((sa) => {
      if (sa === undefined || typeof sa === "string" || Array.isArray(sa)) return [];
      const { state, "child-sas": children } = sa as Section;
      const states = typeof children === "object" ? Object.values(children) : [];
      return [{ state: String(state), children: states.map((one) => String((one as Section)["state"])) }];
    }),
  );
}

function isBusy({ state, children }: Association): boolean {
  return state === "CONNECTING" || children.some((child) => /INSTALL|REKEY|CREATED/.test(child));
}

/** What charon has written down. */
export function charonLog(node: TunnelNode): string {
  return read(`${folderOf(node)}/charon.log`);
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function folderOf({ namespace }: TunnelNode): string {
  return `${HOME}/${namespace}`;
}

function settings(folder: string): string {
  return `charon {
  load = random nonce openssl pem kdf hmac aes sha1 sha2 md5 kernel-libipsec kernel-netlink socket-default vici
  install_routes = no
  install_virtual_ip = no
  # kernel-libipsec routes the far side into its own table all the same: it must come after all others.
  routing_table = 220
  routing_table_prio = 40000
  retransmit_timeout = 1.0
  retransmit_base = 1.3
  retransmit_tries = 3
  filelog { log { path = ${folder}/charon.log
      default = 1
      flush_line = yes } }
  plugins { kernel-libipsec { load = yes
      allow_peer_ts = yes }
    vici { socket = unix://${folder}/vici } }
}
`;
}
