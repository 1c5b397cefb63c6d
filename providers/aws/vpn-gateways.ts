import {
  AttachVpnGatewayCommand,
  CreateVpnGatewayCommand,
  DeleteVpnGatewayCommand,
  DetachVpnGatewayCommand,
  type VpnGateway,
} from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid, NotYetVisible } from "../../core/faults.ts";
import { gatewayKey } from "../../core/intent/tags.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { GatewayProgress, Progress } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf } from "./faults.ts";
import { stopPropagation } from "./propagation.ts";
import { attachmentOf, toGateway } from "./translate-vpn.ts";
import { findGateway, liveConnections } from "./vpn-inventory.ts";

/** Seconds until an attachment has got on; it takes about a minute. */
const soon = 10;

/** Uses the gateway that is attached, whosever it is: a VPC has one (EC2: AttachVpnGateway). */
export async function buildGateway(ec2: Ec2Clients, { near }: VpnEnd): Promise<GatewayProgress> {
  const { network, asn } = near;
  const there = (await findGateway(ec2, network)) ?? (await createGateway(ec2, network, asn));
  if (attachmentOf(there, network) === undefined) await attachGateway(ec2, network, there);
  const gateway = toGateway(there, network, []);
  const done = gateway.phase === "ready";
  const owned = gateway.ours ? [{ kind: "gateway" as const, id: gateway.id, network }] : [];
  return { done, wait: done ? 0 : soon, owned, gateway };
}

/** Takes away our gateway, unless a VPN connection of anybody's still uses it. */
export async function removeGateway(ec2: Ec2Clients, network: NetworkId): Promise<Progress> {
  const gone: Progress = { done: true, wait: 0, owned: [] };
  const under: Progress = { done: false, wait: soon, owned: [] };
  const found = await findGateway(ec2, network);
  if (found?.VpnGatewayId === undefined || !toGateway(found, network, []).ours) return gone;
  const VpnGatewayId = found.VpnGatewayId;
  const users = await liveConnections(ec2, network, [{ Name: "vpn-gateway-id", Values: [VpnGatewayId] }]);
  if (users.length > 0) return gone;

  const place = locate(network);
  const state = attachmentOf(found, network);
  if (state === undefined) {
    await attempt(`delete ${VpnGatewayId} of ${network}`, () =>
      ec2.at(place).send(new DeleteVpnGatewayCommand({ VpnGatewayId })),
    );
    return gone;
  }
  if (state === "attached") {
    await stopPropagation(ec2, network, VpnGatewayId);
    await attempt(`detach ${VpnGatewayId} from ${network}`, () =>
      ec2.at(place).send(new DetachVpnGatewayCommand({ VpnGatewayId, VpcId: place.localId })),
    );
  }
  return under;
}

async function createGateway(ec2: Ec2Clients, network: NetworkId, asn: number): Promise<VpnGateway> {
  const name = gatewayName(network);
  const tags = [
    { Key: gatewayKey, Value: name },
    { Key: "Name", Value: name },
  ];
  const command = new CreateVpnGatewayCommand({
    Type: "ipsec.1",
    AmazonSideAsn: asn,
    TagSpecifications: [{ ResourceType: "vpn-gateway", Tags: tags }],
  });
  const { VpnGateway: made } = await attempt(`create a vpn gateway for ${network}`, () =>
    ec2.at(locate(network)).send(command),
  );
  if (made === undefined) throw new Invalid(`the answer names no vpn gateway for ${network}`);
  return made;
}

async function attachGateway(ec2: Ec2Clients, network: NetworkId, { VpnGatewayId }: VpnGateway): Promise<void> {
  const place = locate(network);
  try {
    await ec2.at(place).send(new AttachVpnGatewayCommand({ VpnGatewayId, VpcId: place.localId }));
  } catch (error) {
    await attempt(`attach ${VpnGatewayId} to ${network}`, () => {
      // Somebody was quicker, or the gateway is still on its way to somewhere: the next look tells.
      if (!/^(InvalidVpcState|InvalidVpnGatewayID\.NotFound)$/.test(codeOf(error))) throw error;
      throw new NotYetVisible(`${VpnGatewayId} cannot be attached to ${network} yet`, { cause: error });
    });
  }
}
