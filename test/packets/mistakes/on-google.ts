import * as z from "zod";
import { locate } from "../../../core/connection/network-id.ts";
import { gatewayName } from "../../../core/tunnels/names.ts";
import { changeRouter } from "../../support/vpn-world.ts";
import { connectionOf, type MistakeWorld, type Name } from "./mistake-world.ts";

type Item = Record<string, unknown>;

/** Changes what belongs to one connection on the Cloud Router: each interface and its peer. */
function changeSessions(at: MistakeWorld, other: Name, change: (peer: Item, face: Item, index: number) => void) {
  const connection = connectionOf(at, "gke", other);
  return changeRouter(at.gke, gatewayName(at.gke.id), ({ bgpPeers, interfaces }) => {
    const own = bgpPeers.filter(({ name }) => String(name).startsWith(connection));
    for (const [index, peer] of own.entries()) {
      const face = interfaces.find(({ name }) => name === peer["interfaceName"]);
      if (face !== undefined) change(peer, face, index);
    }
  });
}

/** The router takes the peer's address of each /30, and takes the peer for its own. */
export function insideSwapped(at: MistakeWorld) {
  return changeSessions(at, "eks", (peer, face) => {
    const [own, far] = [peer["ipAddress"], peer["peerIpAddress"]];
    Object.assign(peer, { ipAddress: far, peerIpAddress: own });
    Object.assign(face, { ipRange: `${far}/30` });
  });
}

export function otherInside(at: MistakeWorld) {
  return changeSessions(at, "eks", (peer, face, index) => {
    Object.assign(peer, { ipAddress: `169.254.99.${4 * index + 2}`, peerIpAddress: `169.254.99.${4 * index + 1}` });
    Object.assign(face, { ipRange: `169.254.99.${4 * index + 2}/30` });
  });
}

export function wrongAsn(at: MistakeWorld) {
  return changeSessions(at, "aks", (peer) => Object.assign(peer, { peerAsn: 64_999 }));
}

export function otherAdvertised(at: MistakeWorld) {
  const range = { range: "10.99.0.0/16" };
  return changeSessions(at, "eks", (peer) =>
    Object.assign(peer, { advertiseMode: "CUSTOM", advertisedGroups: [], advertisedIpRanges: [range] }),
  );
}

const rules = z.object({
  items: z.array(
    z.looseObject({ name: z.string(), network: z.string(), sourceRanges: z.array(z.string()).default([]) }),
  ),
});

/** crosspeer's rules for a connection. */
async function rulesFor(at: MistakeWorld, other: Name) {
  const { tenant, id } = at.gke;
  const connection = connectionOf(at, "gke", other);
  const { items } = rules.parse(await tenant.ask("GET", `/compute/v1/projects/${tenant.project}/global/firewalls`));
  return items.filter(({ name, network }) => network.endsWith(locate(id).localId) && name.startsWith(connection));
}

export async function ruleGone(at: MistakeWorld): Promise<() => Promise<void>> {
  const { tenant } = at.gke;
  const own = await rulesFor(at, "eks");
  for (const { name } of own) await tenant.change("DELETE", `global/firewalls/${name}`, {});
  return async () => {
    for (const { name, network, ...rule } of own) {
      const { id: _id, kind: _kind, selfLink: _self, creationTimestamp: _at, ...body } = rule;
      await tenant.change("POST", "global/firewalls", { name, network, ...body });
    }
  };
}

export async function otherSource(at: MistakeWorld): Promise<() => Promise<void>> {
  const { tenant } = at.gke;
  const own = await rulesFor(at, "eks");
  const put = async (of: (rule: (typeof own)[number]) => readonly string[]) => {
    for (const rule of own) await tenant.change("PATCH", `global/firewalls/${rule.name}`, { sourceRanges: of(rule) });
  };
  await put(() => ["10.77.0.0/16"]);
  return () => put(({ sourceRanges }) => sourceRanges);
}
