import * as z from "zod";
import { attempt } from "./commands.ts";
import type { GatewayNode, Nodes, PodNode, SiteNode } from "./nodes.ts";

const answer = z.array(z.looseObject({ dev: z.string().optional(), type: z.string().optional() })).min(1);

/** Where a packet is: who routes it next, and by which device it came. */
interface Step {
  readonly at: SiteNode | GatewayNode;
  readonly device: string;
}

/** More than any two sites are apart. */
const MOST_STEPS = 8;

/** Asks every router and gateway on the way what it would do with a packet, until one has no way to go. */
export async function followPacket(nodes: Nodes, from: PodNode, to: PodNode): Promise<readonly string[]> {
  const words: string[] = [];
  let step: Step | undefined = { at: from.site, device: from.device };
  for (let count = 0; step !== undefined && count < MOST_STEPS; count++) {
    const { at, device }: Step = step;
    const args = [to.pod.address, "from", from.pod.address, "iif", device, "ipproto", "icmp"];
    const { code, stdout, stderr } = await attempt("ip", ["-j", "-n", at.namespace, "route", "get", ...args]);
    const out: string | undefined = code === 0 ? answer.parse(JSON.parse(stdout))[0]?.dev : undefined;
    const next: Step | undefined = out === undefined ? undefined : nextOf(nodes, at, out);
    words.push(`${nameOf(at, from)}: ${out === undefined ? refusal(stderr) : goal(nodes, at, out)}`);
    step = next;
  }
  return words;
}

function nextOf(nodes: Nodes, at: Step["at"], out: string): Step | undefined {
  const link = nodes.links.find(({ device }) => device === out);
  const end = link?.ends.find(({ node }) => node !== at);
  if (end !== undefined) return { at: end.node, device: out };
  if (isGateway(at)) {
    if (out === "vpc") return { at: at.site, device: at.device };
    const tunnel = nodes.tunnels.find(({ gateway, device }) => gateway === at && device === out);
    const far = nodes.tunnels.find(
      ({ end: other }) => other.local === tunnel?.end.remote && other.remote === tunnel.end.local,
    );
    return far && { at: far.gateway, device: far.device };
  }
  const gateway = nodes.gateways.find(({ site, device }) => site === at && device === out);
  return gateway && { at: gateway, device: "vpc" };
}

function goal(nodes: Nodes, at: Step["at"], out: string): string {
  const pod = nodes.pods.find(({ device }) => device === out);
  if (pod !== undefined) return `pod ${pod.pod.name}`;
  const link = nodes.links.find(({ device }) => device === out);
  if (link !== undefined) return `peering ${link.ends.find(({ node }) => node === at)?.half}`;
  const tunnel = nodes.tunnels.find(({ gateway, device }) => gateway === at && device === out);
  if (tunnel !== undefined) return `tunnel ${tunnel.end.name}`;
  const gateway = nodes.gateways.find(({ site, device }) => site === at && device === out);
  return gateway === undefined ? "the network" : `gateway ${gateway.gateway.id}`;
}

function nameOf(at: Step["at"], from: PodNode): string {
  if (isGateway(at)) return `gateway ${at.gateway.id}`;
  return at === from.site ? `network ${at.site.name}, table ${from.pod.table}` : `network ${at.site.name}`;
}

function isGateway(at: Step["at"]): at is GatewayNode {
  return "gateway" in at;
}

/** The kernel's words: `RTNETLINK answers: No route to host`. */
function refusal(words: string): string {
  return words.trim().replace("RTNETLINK answers: ", "").toLowerCase();
}
