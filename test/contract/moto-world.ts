import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Place } from "../../core/connection/network-id.ts";
import type { ContractWorld } from "./contract-world.ts";

const hub = "123456789012";
const member = "222222222222";
const memberRoleName = "crosspeer-member";
const credentials = { accessKeyId: "hub", secretAccessKey: "hub" };

/** A running moto server, which knows accounts by the sessions that its STS gives out. */
export async function makeMotoWorld(endpoint: string): Promise<ContractWorld> {
  const region = "us-east-1";
  await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
  const sts = new STSClient({ endpoint, region, credentials });
  const RoleArn = `arn:aws:iam::${member}:role/builder`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "builder" }));
  const memberKeys = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };

  return {
    endpoint,
    hub,
    member,
    regions: [region, "eu-west-1"],
    config: { memberRoleName, externalId: "external", sdk: { region, credentials } },
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
    stop: async () => {},
  };

  function client({ account, region }: Place): EC2Client {
    return new EC2Client({ endpoint, region, credentials: account === hub ? credentials : memberKeys });
  }
}
