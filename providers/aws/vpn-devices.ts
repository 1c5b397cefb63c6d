import { CreateCustomerGatewayCommand, type CustomerGateway } from "@aws-sdk/client-ec2";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate } from "../../core/connection/network-id.ts";
import { NotYetVisible } from "../../core/faults.ts";
import { ownerKey } from "../../core/intent/tags.ts";
import type { Member, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";

/** Which customer gateway stands for a member of the far gateway. */
export function deviceName(connection: ConnectionId, member: Member): string {
  return `${connection}-${member}`;
}

export function deviceOf(
  devices: readonly CustomerGateway[],
  { connection }: VpnEnd,
  member: Member,
): CustomerGateway | undefined {
  return devices.find(({ DeviceName }) => DeviceName === deviceName(connection, member));
}

/** The far gateway's members that tunnels lead to. */
export function members({ tunnels }: VpnEnd): readonly Member[] {
  return [...new Set(tunnels.map(({ far }) => far.member))];
}

/** The address of the member that a customer gateway stands for; undefined as long as nobody knows it. */
export function addressOf({ tunnels, connection }: VpnEnd, { DeviceName }: CustomerGateway): string | undefined {
  return tunnels.find(({ far }) => DeviceName === deviceName(connection, far.member))?.farOutside;
}

/** Whether the member that it stands for has another address by now. A customer gateway keeps its own. */
export function isElsewhere(end: VpnEnd, device: CustomerGateway | undefined): boolean {
  const address = device && addressOf(end, device);
  return address !== undefined && address !== device?.IpAddress;
}

/** The device name keeps apart what has the same address and ASN: EC2 would give the one that is there. */
export async function createCustomerGateway(ec2: Ec2Clients, end: VpnEnd, member: Member): Promise<void> {
  const { near, far, connection, tunnels } = end;
  const address = tunnels.find((tunnel) => tunnel.far.member === member)?.farOutside;
  if (address === undefined) {
    throw new NotYetVisible(`member ${member} of the gateway of ${far.network} has no outside address yet`);
  }
  const name = deviceName(connection, member);
  const command = new CreateCustomerGatewayCommand({
    ...{ Type: "ipsec.1", IpAddress: address, BgpAsn: far.asn, DeviceName: name },
    TagSpecifications: [{ ResourceType: "customer-gateway", Tags: tagsOf(connection, name) }],
  });
  await attempt(`create a customer gateway for ${near.network}`, () => ec2.at(locate(near.network)).send(command));
}

export function tagsOf(connection: ConnectionId, name: string) {
  return [
    { Key: ownerKey, Value: connection },
    { Key: "Name", Value: name },
  ];
}
