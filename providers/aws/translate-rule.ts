import type { IpPermission, SecurityGroupRule } from "@aws-sdk/client-ec2";
import { familyOf, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { Allow, FirewallRule } from "../../core/connection/network.ts";
import { formatAllow } from "../../core/intent/allow.ts";
import { toOwner } from "./translate-tags.ts";

/** What a rule lets in. */
export type Opening = Pick<FirewallRule, "source" | "allow">;

/** Two openings with the same key let the same in. */
export function keyOfOpening({ source, allow }: Opening): string {
  return `${formatAllow(allow)} from ${source}`;
}

/** An inbound rule for a prefix; undefined for one that names a group or a prefix list, or that we have no words for. */
export function toFirewallRule(rule: SecurityGroupRule): FirewallRule | undefined {
  const parsed = parsePrefix(rule.CidrIpv4 ?? rule.CidrIpv6 ?? "");
  const allow = toAllow(rule);
  if (!parsed.ok || allow === undefined || rule.SecurityGroupRuleId === undefined) return undefined;
  return { id: rule.SecurityGroupRuleId, source: parsed.prefix, allow, ...toOwner(rule.Tags) };
}

/** As few permissions as hold the openings, one for each protocol and port range, in the order given. */
export function toPermissions(openings: readonly Opening[], connection: ConnectionId): IpPermission[] {
  const groups = Map.groupBy(openings, (opening) => JSON.stringify(fromAllow(opening)));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...fromAllow(first), ...toRanges(group, connection) }];
  });
}

function toRanges(group: readonly Opening[], connection: ConnectionId): IpPermission {
  const Description = `crosspeer ${connection}`;
  const sources = [...new Set(group.map(({ source }) => source))];
  const ipv4 = sources.filter((source) => familyOf(source) === 4);
  const ipv6 = sources.filter((source) => familyOf(source) === 6);
  return {
    ...(ipv4.length === 0 ? {} : { IpRanges: ipv4.map((CidrIp) => ({ CidrIp, Description })) }),
    ...(ipv6.length === 0 ? {} : { Ipv6Ranges: ipv6.map((CidrIpv6) => ({ CidrIpv6, Description })) }),
  };
}

function fromAllow({ allow, source }: Opening): IpPermission {
  switch (allow.protocol) {
    case "all":
      return { IpProtocol: "-1" };
    case "icmp":
      return { IpProtocol: icmpFor(source), FromPort: -1, ToPort: -1 };
    default:
      return { IpProtocol: allow.protocol, FromPort: allow.from, ToPort: allow.to };
  }
}

function icmpFor(source: Prefix): string {
  return familyOf(source) === 4 ? "icmp" : "icmpv6";
}

function toAllow({ IpProtocol, FromPort = -1, ToPort = -1 }: SecurityGroupRule): Allow | undefined {
  switch (IpProtocol) {
    case "-1":
      return { protocol: "all" };
    case "icmp":
    case "icmpv6":
    case "58":
      // Other values choose single message types.
      return FromPort === -1 && ToPort === -1 ? { protocol: "icmp" } : undefined;
    case "tcp":
    case "udp":
      return { protocol: IpProtocol, from: FromPort, to: ToPort };
    default:
      return undefined;
  }
}
