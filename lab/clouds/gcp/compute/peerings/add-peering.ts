import type * as z from "zod";
import { badRequest, invalidField, required } from "../../gcp-error.ts";
import { networkPath, readNetworkLink } from "../links.ts";
import { refuseBadName } from "../names.ts";
import type { OperationFailure } from "../operations/operations.ts";
import type { Network, NetworkRef, Peering } from "../resources.ts";
import type { Compute } from "../state.ts";
import type { addPeeringBody, NetworkPeeringBody } from "./peering-body.ts";
import { lockOf, refuseWhilePeering } from "./peering-lock.ts";
import { overlapBetween } from "./peering-overlap.ts";
import { connect, halfTowards, peerOf, stateText } from "./peering-state.ts";

const SECONDS = 15;

/** Makes one half. What the other network holds is looked at when the operation ends, and fails the operation. */
export function addPeering(compute: Compute, network: Network, body: z.infer<typeof addPeeringBody>) {
  const asked = requestOf(body);
  const peer = readPeer(compute, network, asked);
  refuseBadName("resource.networkPeering.name", asked.name);
  const lock = lockOf(network, peer);
  refuseWhilePeering(compute, lock);
  refuseSecond(network, asked.name, peer);
  const half = newHalf(compute, asked, peer);
  const target = networkPath(network.project, network.name);
  const finish = () => join(compute, network, half);
  return { type: "addPeering", target, targetId: network.id, seconds: SECONDS, peeringsOf: lock, finish };
}

function requestOf({ networkPeering, name, peerNetwork, autoCreateRoutes }: z.infer<typeof addPeeringBody>) {
  const older = {
    ...(peerNetwork === undefined ? {} : { network: peerNetwork }),
    ...(autoCreateRoutes === undefined ? {} : { exchangeSubnetRoutes: autoCreateRoutes }),
  };
  if (networkPeering === undefined && name === undefined) throw required("resource.networkPeering");
  const asked: NetworkPeeringBody = networkPeering ?? { name: name ?? "", ...older };
  // "Currently this field should always be set to true since Google Compute Engine will automatically create and manage
  // subnetwork routes between two networks when peering state is ACTIVE."
  if (asked.exchangeSubnetRoutes !== true) {
    const field = "resource.networkPeering.exchangeSubnetRoutes";
    throw invalidField(field, asked.exchangeSubnetRoutes ?? false, "Must be true");
  }
  return asked;
}

function readPeer(compute: Compute, network: Network, { network: text }: NetworkPeeringBody): NetworkRef {
  if (text === undefined) throw required("resource.networkPeering.network");
  const peer = readNetworkLink(text, network.project);
  if (peer === undefined) throw invalidField("resource.networkPeering.network", text, "The URL is malformed.");
  const home = compute.projects.find(({ id, number }) => id === peer.project || number === peer.project);
  if (home?.id === network.project && peer.name === network.name) {
    throw invalidField("resource.networkPeering.network", text, "A network cannot be peered with itself.");
  }
  return { ...peer, project: home?.id ?? peer.project };
}

function refuseSecond(network: Network, name: string, peer: NetworkRef): void {
  const same = halfTowards(network, peer);
  if (same !== undefined) {
    throw badRequest(`There is already a peering '${same.name}' with the same network. Select another network.`);
  }
  if (network.peerings.some((half) => half.name === name)) {
    throw badRequest(`There is already a peering '${name}' on network '${network.name}'. Select another name.`);
  }
}

function newHalf(compute: Compute, asked: NetworkPeeringBody, network: NetworkRef): Peering {
  return {
    ...{ name: asked.name, network, stackType: "IPV4_ONLY", state: "INACTIVE" },
    exportCustomRoutes: asked.exportCustomRoutes ?? false,
    importCustomRoutes: asked.importCustomRoutes ?? false,
    exportSubnetRoutesWithPublicIp: asked.exportSubnetRoutesWithPublicIp ?? true,
    importSubnetRoutesWithPublicIp: asked.importSubnetRoutesWithPublicIp ?? false,
    stateDetails: stateText(compute, "Waiting for peer network to connect."),
  };
}

function join(compute: Compute, network: Network, half: Peering): OperationFailure | undefined {
  const limit = compute.limits.peeringsPerNetwork;
  if (network.peerings.length >= limit) {
    const message = `Quota 'PEERINGS_PER_NETWORK' exceeded.  Limit: ${limit.toFixed(1)} globally.`;
    return { code: "QUOTA_EXCEEDED", message, httpStatus: 403 };
  }
  const peer = peerOf(compute, half);
  const other = peer && halfTowards(peer, network);
  if (peer !== undefined && other !== undefined) {
    const overlap = overlapBetween(compute, network, peer);
    if (overlap !== undefined) {
      other.stateDetails = stateText(compute, "Peer network tried to connect and failed.");
      // The text is Google's; the code that comes with it was never recorded.
      return { code: "INVALID_USAGE", message: overlap, httpStatus: 400 };
    }
    connect(compute, [half, other]);
  } else {
    half.stateDetails = stateText(compute, "Waiting for peer network to connect.");
  }
  network.peerings.push(half);
  return undefined;
}
