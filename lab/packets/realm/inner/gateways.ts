import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { bgpConfiguration, type Timers } from "./bgp-configuration.ts";
import { attempt, ip, run, showRoutes, startDaemon, until, within } from "./commands.ts";
import { learnedSet } from "./filter-rules.ts";
import { GATEWAY_HOP, type GatewayNode, LOCAL_TABLE, ROUTER_HOP, type TunnelNode } from "./nodes.ts";
import { HOME } from "./private-files.ts";

const FRR = "/usr/lib/frr";
/** After a change, before it is copied, in milliseconds: one change seldom comes alone. */
const PROPAGATION_MS = 20;
const AGAIN_MS = 200;
/** The metric of the first gateway whose routes a table takes. */
const FIRST_METRIC = 100_000;

/** Starts a gateway's routing: FRR, and the copying of what it learns into the network's tables. */
export async function startGateway(node: GatewayNode, tunnels: readonly TunnelNode[], timers?: Timers): Promise<void> {
  const folder = folderOf(node);
  mkdirSync(folder, { recursive: true });
  await ip(node.namespace, gatewayLines(node, tunnels));
  writeFileSync(`${folder}/zebra.conf`, `hostname ${node.namespace}\n`);
  writeFileSync(`${folder}/bgpd.conf`, bgpConfiguration(node, tunnels, timers));
  await startFrr(node, "zebra", "zserv.api");
  await startFrr(node, "bgpd", "bgpd.vty");
  watchRoutes(node);
}

/** What comes out of a tunnel goes into the network; on to another tunnel only where the gateway passes things on. */
function gatewayLines({ site, gateway }: GatewayNode, tunnels: readonly TunnelNode[]): string[] {
  const local = gateway.attached ? site.site.prefixes : [];
  return [
    ...["link set vpc up", `addr add ${GATEWAY_HOP}/32 dev vpc`],
    ...local.flatMap((prefix) => {
      const route = `route add ${prefix} via ${ROUTER_HOP} dev vpc onlink`;
      return [route, `${route} table ${LOCAL_TABLE}`];
    }),
    ...tunnels.flatMap(({ device }) => [
      `rule add pref 200 iif ${device} lookup ${LOCAL_TABLE}`,
      ...(gateway.transit ? [] : [`rule add pref 201 iif ${device} unreachable`]),
    ]),
  ];
}

async function startFrr(node: GatewayNode, program: "zebra" | "bgpd", sign: string): Promise<void> {
  const folder = folderOf(node);
  const own = ["--vty_socket", folder, "-z", `${folder}/zserv.api`, "-i", `${folder}/${program}.pid`];
  const argv = [`${FRR}/${program}`, "-u", "root", "-g", "root", "-P", "0", ...own, "-f", `${folder}/${program}.conf`];
  const log = `${folder}/${program}.out`;
  startDaemon({ namespace: node.namespace, argv, log });
  const started = await until(async () => existsSync(`${folder}/${sign}`) || undefined, 10_000);
  if (started === undefined) throw new Error(`${program} of ${node.gateway.id} did not start: ${readFileSync(log)}`);
}

/** Copies after every change, and again when that fails: the network's own tables may not stand yet. */
function watchRoutes(node: GatewayNode): void {
  const monitor = spawn("ip", ["-n", node.namespace, "monitor", "route"], { stdio: ["ignore", "pipe", "ignore"] });
  let timer: NodeJS.Timeout | undefined;
  let copying = Promise.resolve();
  const copyIn = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      copying = copying.then(() => propagate(node)).catch(() => copyIn(AGAIN_MS));
    }, milliseconds);
  };
  monitor.stdout.on("data", () => copyIn(PROPAGATION_MS));
}

/** What the gateway has learned, as prefixes. */
export async function learnedBy({ namespace }: GatewayNode): Promise<readonly string[]> {
  const routes = await showRoutes(namespace, "route", "show", "proto", "bgp");
  return routes.flatMap(({ dst }) => (dst === undefined ? [] : [dst.includes("/") ? dst : `${dst}/32`]));
}

/** Brings the tables that take the gateway's routes, and the filters that go by them, up to date. */
async function propagate(node: GatewayNode): Promise<void> {
  const { site, gateway, device } = node;
  const learned = await learnedBy(node);
  const set = `ip filters ${learnedSet(node)}`;
  const elements = learned.length === 0 ? "" : `add element ${set} { ${learned.join(", ")} }\n`;
  const [program, args] = within(site.namespace, ["nft", "-f", "-"]);
  await run(program, args, `flush set ${set}\n${elements}`);
  if (!gateway.attached) return;
  for (const { id, propagates } of site.site.tables) {
    const order = propagates.indexOf(gateway.id);
    const table = ["table", String(site.tables.get(id)), "proto", "bgp", "dev", device];
    if (order < 0) continue;
    const before = await showRoutes(site.namespace, "route", "show", ...table);
    const old = before.flatMap(({ dst }) => (dst === undefined || learned.includes(dst) ? [] : [dst]));
    const metric = FIRST_METRIC + order;
    await ip(site.namespace, [
      ...learned.map(
        (prefix) => `route replace ${prefix} via ${GATEWAY_HOP} onlink ${table.join(" ")} metric ${metric}`,
      ),
      ...old.map((prefix) => `route del ${prefix} ${table.join(" ")}`),
    ]);
  }
}

const neighbours = z.record(
  z.string(),
  z.looseObject({
    bgpState: z.string(),
    nbrDesc: z.string().optional(),
    lastResetDueTo: z.string().optional(),
    lastNotificationReason: z.string().optional(),
  }),
);

/** A session as its gateway's BGP tells it. */
export interface Session {
  /** The name of the tunnel's end. */
  readonly name: string;
  readonly state: string;
  /** Why it ended last. */
  readonly words: string;
}

export async function sessionsOf(node: GatewayNode): Promise<readonly Session[]> {
  const { stdout } = await attempt("vtysh", ["--vty_socket", folderOf(node), "-c", "show bgp neighbors json"]);
  const answer: unknown = stdout.trim() === "" ? {} : JSON.parse(stdout);
  const found = neighbours.safeParse(answer);
  return Object.values(found.data ?? {}).map(({ bgpState, nbrDesc = "", lastNotificationReason, lastResetDueTo }) => ({
    ...{ name: nbrDesc, state: bgpState, words: lastNotificationReason ?? lastResetDueTo ?? "" },
  }));
}

function folderOf({ namespace }: GatewayNode): string {
  return `${HOME}/${namespace}`;
}
