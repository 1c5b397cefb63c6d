import type { IpPermission, SecurityGroup } from "@aws-sdk/client-ec2";
import type { FilterPeer, FilterRule, PacketFilter } from "../../site.ts";

/** The groups that pods are behind: the clusters' (ADR 5), and the VPC's default one where there is no cluster. */
export function guardsOf(groups: readonly SecurityGroup[]): readonly SecurityGroup[] {
  const clusters = groups.filter(isOfCluster);
  return clusters.length > 0 ? clusters : groups.filter(({ GroupName }) => GroupName === "default");
}

/** An interface that is in several groups lets through what any of them does: they are one filter. */
export function packetFilter(guards: readonly SecurityGroup[], pods: readonly string[]): PacketFilter {
  const guarded = { groups: guards.map(({ GroupId }) => GroupId), pods };
  const rules = (pick: (group: SecurityGroup) => readonly IpPermission[] | undefined) =>
    guards.flatMap((group) =>
      (pick(group) ?? []).flatMap((permission) => toRule(group.GroupId ?? "", permission, guarded) ?? []),
    );
  return {
    id: guards.flatMap(({ GroupId }) => GroupId ?? []).join("+"),
    ingress: rules(({ IpPermissions }) => IpPermissions),
    egress: rules(({ IpPermissionsEgress }) => IpPermissionsEgress),
  };
}

interface Guarded {
  readonly groups: readonly (string | undefined)[];
  /** Addresses of the pods that are in all of the groups. */
  readonly pods: readonly string[];
}

const PROTOCOLS: Readonly<Record<string, FilterRule["protocol"]>> = {
  "-1": "all",
  tcp: "tcp",
  udp: "udp",
  icmp: "icmp",
};
const ECHO_REQUEST = 8;

function isOfCluster({ Tags = [] }: SecurityGroup): boolean {
  return Tags.some(({ Key = "" }) => Key === "aws:eks:cluster-name" || Key.startsWith("kubernetes.io/cluster/"));
}

/** Undefined for what no packet of a pod is like: other protocols, other messages of ICMP than a ping's. */
function toRule(group: string, permission: IpPermission, guarded: Guarded): FilterRule | undefined {
  const { IpProtocol = "", FromPort = -1, ToPort = FromPort } = permission;
  const protocol = PROTOCOLS[IpProtocol];
  const peers = peersOf(permission, guarded);
  if (protocol === undefined || peers.length === 0) return undefined;
  if (protocol === "icmp" && FromPort !== -1 && FromPort !== ECHO_REQUEST) return undefined;
  const hasPorts = (protocol === "tcp" || protocol === "udp") && FromPort !== -1;
  const traffic = hasPorts ? `${protocol} ${FromPort}-${ToPort}` : protocol;
  return {
    ...{ id: `${group} ${traffic}`, action: "allow", protocol },
    ...{ ports: hasPorts ? [[FromPort, ToPort]] : [], peers },
  };
}

/** Of other groups there is nobody: every pod is in the guards, and a group of another VPC is not in this one's answers. */
function peersOf({ IpRanges = [], UserIdGroupPairs = [] }: IpPermission, { groups, pods }: Guarded): FilterPeer[] {
  const named = UserIdGroupPairs.some(({ GroupId }) => GroupId !== undefined && groups.includes(GroupId));
  const members = named ? pods.map((address) => `${address}/32`) : [];
  const ranges = IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []);
  return [...ranges, ...members].map((prefix) => ({ kind: "prefix", prefix }));
}
