import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Place } from "../../core/connection/network-id.ts";
import { hub } from "../../lab/scenarios/accounts.ts";
import type { ContractWorld, Gap } from "../contract/contract-world.ts";
import { MotoWorld } from "./world.ts";

/** What moto does not simulate; README.md says of each what AWS documents. */
export const gaps: readonly Gap[] = [
  "blackholes",
  "overlap",
  "visibility",
  "same-request",
  "option-checks",
  "expiry",
  "role-checks",
  "ipv6-duplicates",
  "opened-rules",
  "accepter-tags",
];

/** moto behind the gateway, for the provider alone. */
export async function makeContractWorld(): Promise<ContractWorld> {
  const world = await MotoWorld.start();
  const { endpoint } = world;
  const { region } = hub;
  const client = (place: Place) =>
    new EC2Client({ endpoint, region: place.region, credentials: keysOf(place.account) });

  return {
    endpoint,
    hub: hub.account,
    member: "222222222222",
    regions: [region, "eu-west-1"],
    config: {
      memberRoleName: "crosspeer-member",
      externalId: "external",
      sdk: { region, credentials: keysOf(hub.account) },
    },
    client,
    async clusterGroup(place, VpcId, cluster) {
      const { GroupId } = await client(place).send(
        new CreateSecurityGroupCommand({
          VpcId,
          GroupName: `eks-cluster-sg-${cluster}`,
          Description: "a cluster's nodes and pods",
          TagSpecifications: [
            { ResourceType: "security-group", Tags: [{ Key: "aws:eks:cluster-name", Value: cluster }] },
          ],
        }),
      );
      const IpPermissions = [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId }] }];
      await client(place).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      return GroupId ?? "";
    },
    advance: async () => {},
    stop: () => world.stop(),
  };
}

function keysOf(account: string) {
  return { accessKeyId: `LABK${account}`, secretAccessKey: "any" };
}
