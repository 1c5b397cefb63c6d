import type { IpsecPolicy } from "@azure/arm-network";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import { siblingId } from "./places.ts";
import type { Instance } from "./translate-gateway.ts";

/** Both phases with one proposal each, which every cloud takes. Seconds and kilobytes. */
export const ipsecPolicy = {
  ...{ saLifeTimeSeconds: 3_600, saDataSizeKilobytes: 102_400_000 },
  ...{ ipsecEncryption: "AES256", ipsecIntegrity: "SHA256", pfsGroup: "PFS2048" },
  ...{ ikeEncryption: "AES256", ikeIntegrity: "SHA256", dhGroup: "DHGroup14" },
} as const satisfies IpsecPolicy;

interface Parts {
  readonly location: string;
  /** The gateway's id. */
  readonly gateway: string;
  readonly instances: readonly Instance[];
  readonly key: string;
}

/** The body of the PUT of a tunnel's connection. It holds the pre-shared key. */
export function toConnectionBody(end: VpnEnd, tunnel: NearTunnel, { location, gateway, instances, key }: Parts) {
  const name = tunnelName(end.connection, tunnel.index);
  return {
    ...{ location, tags: { "crosspeer:connection": end.connection } },
    properties: {
      ...{ connectionType: "IPsec", connectionProtocol: "IKEv2", connectionMode: "Default", sharedKey: key },
      virtualNetworkGateway1: { id: gateway },
      localNetworkGateway2: { id: siblingId(end.near.network, "localNetworkGateways", name) },
      ...{ enableBgp: true, dpdTimeoutSeconds: 45, ipsecPolicies: [ipsecPolicy] },
      gatewayCustomBgpIpAddresses: toBgpAddresses(tunnel, instances),
    },
  };
}

/**
 * With which address each instance speaks BGP in a tunnel. Azure wants one for both, although the tunnel leads to one:
 * the other instance gets any of its own (How to configure BGP for Azure VPN Gateway, with AWS).
 */
function toBgpAddresses({ near }: NearTunnel, instances: readonly Instance[]) {
  return instances.map(({ configuration, custom }, member) => ({
    ipConfigurationId: configuration,
    customBgpIpAddress: member === near.member ? near.address : (custom[0] ?? ""),
  }));
}
