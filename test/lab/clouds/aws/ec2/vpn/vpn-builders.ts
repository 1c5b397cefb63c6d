import {
  AttachVpnGatewayCommand,
  CreateCustomerGatewayCommand,
  type CreateCustomerGatewayCommandInput,
  CreateVpnConnectionCommand,
  type CreateVpnConnectionCommandInput,
  CreateVpnGatewayCommand,
  DescribeVpnConnectionsCommand,
  type EC2Client,
  type VpnConnection,
  type VpnTunnelOptionsSpecification,
} from "@aws-sdk/client-ec2";
import type { FabricEnd } from "../../../../../../lab/world/fabric.ts";
import { type Ec2Lab, present, SECOND } from "../ec2-lab.ts";

export const MINUTE = 60 * SECOND;
export const FAR = "198.18.200.1";
const FAR_ASN = 64_600;
export const KEYS = ["first.Key_of_tunnel", "second.Key_of_tunnel"] as const;

export async function makeVgw(client: EC2Client, AmazonSideAsn = 64_513): Promise<string> {
  const { VpnGateway } = await client.send(new CreateVpnGatewayCommand({ Type: "ipsec.1", AmazonSideAsn }));
  return present(VpnGateway?.VpnGatewayId);
}

/** A gateway that is attached to the VPC. */
export async function makeAttached(lab: Ec2Lab, client: EC2Client, VpcId: string): Promise<string> {
  const VpnGatewayId = await makeVgw(client);
  await client.send(new AttachVpnGatewayCommand({ VpcId, VpnGatewayId }));
  await lab.clock.advance(MINUTE);
  return VpnGatewayId;
}

/** A customer gateway, without the wait until other calls know it. */
export async function makeCgw(
  client: EC2Client,
  input: Partial<CreateCustomerGatewayCommandInput> = {},
): Promise<string> {
  const { CustomerGateway } = await client.send(
    new CreateCustomerGatewayCommand({ Type: "ipsec.1", IpAddress: FAR, BgpAsn: FAR_ASN, ...input }),
  );
  return present(CustomerGateway?.CustomerGatewayId);
}

/** One proposal a phase, IKEv2, and AWS begins. */
export function strictTunnel(index: 0 | 1): VpnTunnelOptionsSpecification {
  return {
    ...{ TunnelInsideCidr: `169.254.32.${index * 4}/30`, PreSharedKey: KEYS[index] },
    ...{ IKEVersions: [{ Value: "ikev2" }], StartupAction: "start", DPDTimeoutAction: "restart" },
    ...{ Phase1EncryptionAlgorithms: [{ Value: "AES256" }], Phase1IntegrityAlgorithms: [{ Value: "SHA2-256" }] },
    ...{ Phase2EncryptionAlgorithms: [{ Value: "AES256" }], Phase2IntegrityAlgorithms: [{ Value: "SHA2-256" }] },
    ...{ Phase1DHGroupNumbers: [{ Value: 14 }], Phase2DHGroupNumbers: [{ Value: 14 }] },
    ...{ Phase1LifetimeSeconds: 28_800, Phase2LifetimeSeconds: 3_600 },
  };
}

export async function connect(
  client: EC2Client,
  input: Pick<CreateVpnConnectionCommandInput, "CustomerGatewayId"> & Partial<CreateVpnConnectionCommandInput>,
): Promise<VpnConnection> {
  const Options = { TunnelOptions: [strictTunnel(0), strictTunnel(1)] };
  const answer = await client.send(new CreateVpnConnectionCommand({ Type: "ipsec.1", Options, ...input }));
  return present(answer.VpnConnection);
}

export async function describeConnection(client: EC2Client, id: string | undefined): Promise<VpnConnection> {
  const answer = await client.send(new DescribeVpnConnectionsCommand({ VpnConnectionIds: [present(id)] }));
  return present(answer.VpnConnections?.[0]);
}

/** What another cloud would have at the other end of each tunnel, with the keys as they were given. */
export function farEnds({ Options }: VpnConnection, change: Partial<FabricEnd> = {}): FabricEnd[] {
  const proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };
  return present(Options?.TunnelOptions).map(({ OutsideIpAddress, TunnelInsideCidr }) => {
    const index = TunnelInsideCidr === "169.254.32.0/30" ? 0 : 1;
    const [address, peerAddress] = [`169.254.32.${index * 4 + 2}`, `169.254.32.${index * 4 + 1}`];
    return {
      ...{ id: `far/${index}`, local: FAR, remote: present(OutsideIpAddress), key: KEYS[index], since: 0 },
      ...{ ikeVersions: [2], initiates: false, phase1: proposals, phase2: proposals },
      bgp: {
        ...{ asn: FAR_ASN, peerAsn: 64_513, address, peerAddress, initiates: true },
        ...{ advertises: ["10.64.0.0/14", "10.100.0.0/16"], mostPrefixes: 1_000 },
      },
      ...change,
    };
  });
}
