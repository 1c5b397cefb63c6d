import type { TunnelOption, VpnConnection, VpnGateway, VpnTunnelOptionsSpecification } from "@aws-sdk/client-ec2";
import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { gatewayKey } from "../../core/intent/tags.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import { toTags } from "./translate-tags.ts";

/** How a gateway is attached to a VPC; undefined when it is not, or no longer. */
export function attachmentOf({ VpcAttachments = [] }: VpnGateway, network: NetworkId): string | undefined {
  const { localId } = locate(network);
  return VpcAttachments.find(({ VpcId, State }) => VpcId === localId && State !== "detached")?.State;
}

/** @param connections those that use the gateway */
export function toGateway(found: VpnGateway, network: NetworkId, connections: readonly VpnConnection[]): Gateway {
  const { VpnGatewayId: id = "", AmazonSideAsn, Tags } = found;
  return {
    ...{ id, network, ours: toTags(Tags)[gatewayKey] === gatewayName(network), addresses: [] },
    phase: attachmentOf(found, network) === "attached" ? "ready" : "building",
    ...(AmazonSideAsn === undefined ? {} : { asn: AmazonSideAsn }),
    inside: connections.flatMap(tunnelsOf).flatMap((tunnel) => insideOf(tunnel) ?? []),
  };
}

/** Never by their order, which EC2 chooses. */
export function tunnelsOf({ Options }: VpnConnection): readonly TunnelOption[] {
  return Options?.TunnelOptions ?? [];
}

export function insideOf({ TunnelInsideCidr }: TunnelOption): Prefix | undefined {
  const parsed = parsePrefix(TunnelInsideCidr ?? "");
  return parsed.ok ? parsed.prefix : undefined;
}

/**
 * One proposal, which the other clouds take too. With AWS's own list the first message of a rekeying is too long for
 * Cloud VPN (Google Cloud: Create a connection between HA VPN and AWS, known issue).
 */
const proposal = {
  IKEVersions: [{ Value: "ikev2" }],
  Phase1EncryptionAlgorithms: [{ Value: "AES256" }],
  Phase1IntegrityAlgorithms: [{ Value: "SHA2-256" }],
  Phase1DHGroupNumbers: [{ Value: 14 }],
  Phase1LifetimeSeconds: 28_800,
  Phase2EncryptionAlgorithms: [{ Value: "AES256" }],
  Phase2IntegrityAlgorithms: [{ Value: "SHA2-256" }],
  Phase2DHGroupNumbers: [{ Value: 14 }],
  Phase2LifetimeSeconds: 3_600,
  StartupAction: "start",
  DPDTimeoutAction: "restart",
} as const;

export function fromTunnel(inside: Prefix, key: string): VpnTunnelOptionsSpecification {
  const { IKEVersions, Phase1EncryptionAlgorithms, Phase1IntegrityAlgorithms, Phase1DHGroupNumbers } = proposal;
  const { Phase2EncryptionAlgorithms, Phase2IntegrityAlgorithms, Phase2DHGroupNumbers, ...values } = proposal;
  return {
    ...values,
    ...{ TunnelInsideCidr: inside, PreSharedKey: key, IKEVersions: [...IKEVersions] },
    Phase1EncryptionAlgorithms: [...Phase1EncryptionAlgorithms],
    Phase1IntegrityAlgorithms: [...Phase1IntegrityAlgorithms],
    Phase1DHGroupNumbers: [...Phase1DHGroupNumbers],
    Phase2EncryptionAlgorithms: [...Phase2EncryptionAlgorithms],
    Phase2IntegrityAlgorithms: [...Phase2IntegrityAlgorithms],
    Phase2DHGroupNumbers: [...Phase2DHGroupNumbers],
  };
}

/** What a tunnel offers otherwise than we asked for; one sentence each. */
export function proposalDifferences(tunnel: TunnelOption, name: string): readonly string[] {
  const offered: readonly (readonly [string, readonly unknown[], readonly unknown[]])[] = [
    ["ike versions", valuesOf(tunnel.IkeVersions), ["ikev2"]],
    ["encryption in phase 1", valuesOf(tunnel.Phase1EncryptionAlgorithms), ["AES256"]],
    ["integrity in phase 1", valuesOf(tunnel.Phase1IntegrityAlgorithms), ["SHA2-256"]],
    ["groups in phase 1", valuesOf(tunnel.Phase1DHGroupNumbers), [14]],
    ["encryption in phase 2", valuesOf(tunnel.Phase2EncryptionAlgorithms), ["AES256"]],
    ["integrity in phase 2", valuesOf(tunnel.Phase2IntegrityAlgorithms), ["SHA2-256"]],
    ["groups in phase 2", valuesOf(tunnel.Phase2DHGroupNumbers), [14]],
  ];
  return offered
    .filter(([, found, expected]) => found.join() !== expected.join())
    .map(([what, found, expected]) => {
      const list = found.length === 0 ? "the defaults of aws" : found.join(" ");
      return `${name} offers ${list} as ${what} instead of ${expected.join(" ")}`;
    });
}

function valuesOf(list: readonly { readonly Value?: unknown }[] | undefined): readonly unknown[] {
  return (list ?? []).map(({ Value }) => Value);
}
