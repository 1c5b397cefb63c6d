import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../../core/connection/network-id.ts";
import { hub } from "../../../lab/scenarios/accounts.ts";
import { Tenant } from "../../../lab/scenarios/tenant.ts";

/** Two networks to be joined, each with its main route table and one cluster. */
export interface NetworkPair {
  readonly tenant: Tenant;
  readonly one: NetworkId;
  readonly two: NetworkId;
  readonly names: readonly [one: string, two: string];
}

let made = 0;

/** Builds pairs in the hub's account and region; at most 2048 in one process, so that none overlap. */
export async function buildPairs(endpoint: string, count: number): Promise<readonly NetworkPair[]> {
  const tenant = new Tenant(endpoint, hub);
  const pairs: NetworkPair[] = [];
  for (let index = 0; index < count; index++) {
    const names = [`one-${made}`, `two-${made}`] as const;
    const [one, two] = [await build(tenant, names[0], 2 * made), await build(tenant, names[1], 2 * made + 1)];
    made++;
    pairs.push({ tenant, one, two, names });
  }
  return pairs;
}

export async function tagPairs(pairs: readonly NetworkPair[]): Promise<void> {
  for (const { tenant, one, two, names } of pairs) {
    await tenant.tag(two, { "crosspeer:name": names[1], "crosspeer:accept": names[0] });
    await tenant.tag(one, { "crosspeer:name": names[0], "crosspeer:connect": names[1] });
  }
}

async function build(tenant: Tenant, name: string, number: number): Promise<NetworkId> {
  const id = await tenant.buildNetwork({ prefixes: [`10.${number >> 4}.${(number & 15) << 4}.0/20`] });
  const Tags = [{ Key: "aws:eks:cluster-name", Value: name }];
  const { GroupId } = await tenant.ec2.send(
    new CreateSecurityGroupCommand({
      VpcId: locate(id).localId,
      GroupName: `eks-cluster-sg-${name}`,
      Description: "a cluster's nodes and pods",
      TagSpecifications: [{ ResourceType: "security-group", Tags }],
    }),
  );
  const IpPermissions = [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId }] }];
  await tenant.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  return id;
}
