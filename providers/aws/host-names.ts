import { DescribeVpcAttributeCommand } from "@aws-sdk/client-ec2";
import type { Network } from "../../core/connection/network.ts";
import { locate } from "../../core/connection/network-id.ts";
import type { Ec2Clients } from "./client.ts";

/**
 * Says of each network whose names cannot be resolved across an active peering with another of these whether its
 * machines have DNS host names at all: EC2 refuses the option without (DescribeVpcAttribute answers for one VPC alone,
 * so the others are not asked about).
 */
export async function readHostNames(ec2: Ec2Clients, networks: readonly Network[]): Promise<readonly Network[]> {
  const ids = new Set(networks.map(({ id }) => id));
  return Promise.all(
    networks.map(async (network) => {
      const closed = network.peerings.some(
        ({ phase, requester, accepter, options }) =>
          phase === "active" &&
          ids.has(requester) &&
          ids.has(accepter) &&
          !(requester === network.id ? options.requester : options.accepter),
      );
      return closed ? { ...network, hostNames: await hasHostNames(ec2, network) } : network;
    }),
  );
}

function hasHostNames(ec2: Ec2Clients, { id }: Network): Promise<boolean> {
  const place = locate(id);
  const command = new DescribeVpcAttributeCommand({ VpcId: place.localId, Attribute: "enableDnsHostnames" });
  return ec2
    .at(place)
    .send(command)
    .then(
      ({ EnableDnsHostnames }) => EnableDnsHostnames?.Value === true,
      // Not known is as good as yes: the step that sets the option is told again, and one network must not hide others.
      () => true,
    );
}
