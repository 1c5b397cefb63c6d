import type { Answered, Asked, RealmCalls } from "../protocol.ts";
import { Counters } from "./counters.ts";
import { followPacket } from "./follow.ts";
import { startGateway } from "./gateways.ts";
import { type Nodes, nodesOf, type PodNode, podNamespace, type TunnelNode } from "./nodes.ts";
import { Pods } from "./pods.ts";
import { mountPrivateFiles } from "./private-files.ts";
import { buildRouter } from "./routers.ts";
import { stateOf } from "./state.ts";
import { keepTrying, openTunnel, startTunnel, type Tunnel } from "./tunnels.ts";
import { buildWires, cutWire, makeNamespaces, mendWire } from "./wires.ts";

/** The first process of a realm: builds what it is told, answers what it is asked, and takes all with it when it ends. */
interface Built {
  readonly nodes: Nodes;
  readonly tunnels: readonly Tunnel[];
  readonly counters: readonly Counters[];
}

const pods = new Pods();
let built: Built | undefined;

const calls: RealmCalls = {
  async furnish({ pods: count, ports }) {
    const namespaces = Array.from({ length: count }, (_, index) => podNamespace(index));
    await makeNamespaces(namespaces);
    pods.start(namespaces, ports);
  },
  async up({ sites, ports, timers }) {
    const start = performance.now();
    const nodes = nodesOf(sites);
    await buildWires(nodes, (namespace) => pods.has(namespace));
    const [counters, tunnels] = await Promise.all([
      Promise.all(nodes.sites.map(async (node) => new Counters(node, await buildRouter(node, nodes)))),
      Promise.all(nodes.gateways.map((node) => startGatewayWith(node, nodes, timers))),
    ]);
    const started = tunnels.flat();
    await Promise.all(started.map(openTunnel));
    for (const tunnel of started) if (tunnel.node.end.initiates) void keepTrying(tunnel);
    // They start while tunnels and sessions come up, which is mostly waiting.
    pods.start(
      nodes.pods.map(({ namespace }) => namespace),
      ports,
    );
    pods.name(nodes.pods);
    built = { nodes, tunnels: started, counters };
    const kinds = [nodes.sites, nodes.pods, nodes.gateways, nodes.tunnels];
    const namespaces = kinds.reduce((sum, { length }) => sum + length, 1);
    return { milliseconds: Math.round(performance.now() - start), namespaces };
  },
  state: async () => stateOf(standing().tunnels, standing().nodes.gateways),
  try: async (wanted) => pods.try(wanted),
  async dropped() {
    return (await Promise.all(standing().counters.map((counters) => counters.take()))).flat();
  },
  async follow({ from, to }) {
    const { nodes } = standing();
    return followPacket(nodes, podOf(nodes, from), podOf(nodes, to));
  },
  wire: async ({ end, whole }) => (whole ? mendWire : cutWire)(endOf(standing().nodes, end)),
  echoes: async (wanted) => pods.echoes(wanted),
};

/** First the tunnels, then BGP: zebra does not always hear of devices that come in while it starts. */
async function startGatewayWith(
  node: Nodes["gateways"][number],
  { tunnels }: Nodes,
  timers: Parameters<RealmCalls["up"]>[0]["timers"],
): Promise<readonly Tunnel[]> {
  const own = tunnels.filter(({ gateway }) => gateway === node);
  const started = await Promise.all(own.map(startTunnel));
  await startGateway(node, own, timers);
  return started;
}

function standing(): Built {
  if (built === undefined) throw new Error("nothing is built yet");
  return built;
}

function podOf({ pods }: Nodes, name: string): PodNode {
  const found = pods.find(({ pod }) => pod.name === name);
  if (found === undefined) throw new RangeError(`there is no pod ${name}`);
  return found;
}

function endOf({ tunnels }: Nodes, id: string): TunnelNode {
  const found = tunnels.find(({ end }) => end.id === id);
  if (found === undefined) throw new RangeError(`there is no tunnel's end ${id}`);
  return found;
}

function say(answer: Answered): void {
  process.send?.(answer);
}

async function answer({ id, call, argument }: Asked): Promise<void> {
  try {
    const value = await (calls[call] as (argument: unknown) => Promise<unknown>)(argument);
    say({ kind: "answer", id, value });
  } catch (error) {
    say({ kind: "failure", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
process.on("message", (asked: Asked) => void answer(asked));
try {
  await mountPrivateFiles();
  say({ kind: "ready" });
} catch (error) {
  say({ kind: "failure", message: String(error) });
  process.exit(1);
}
