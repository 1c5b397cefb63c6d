import { AwsError } from "../aws-error.ts";
import { canonicalIpv4, canonicalIpv6 } from "./cidr.ts";
import { invalidValue, missingParameter } from "./errors.ts";
import { type Form, nodes, required, text, whole } from "./form.ts";
import type { RulePeer, RuleSpec } from "./resources.ts";

/** The parameters that describe rules: in structures, or flat for one rule by IPv4 block. */
export const PERMISSIONS = [
  "IpPermissions.n.IpProtocol",
  "IpPermissions.n.FromPort",
  "IpPermissions.n.ToPort",
  "IpPermissions.n.IpRanges.n.CidrIp",
  "IpPermissions.n.IpRanges.n.Description",
  "IpPermissions.n.Ipv6Ranges.n.CidrIpv6",
  "IpPermissions.n.Ipv6Ranges.n.Description",
  "IpPermissions.n.PrefixListIds.n.PrefixListId",
  "IpPermissions.n.PrefixListIds.n.Description",
  "IpPermissions.n.Groups.n.GroupId",
  "IpPermissions.n.Groups.n.UserId",
  "IpPermissions.n.Groups.n.VpcPeeringConnectionId",
  "IpPermissions.n.Groups.n.Description",
];
export const FLAT_PERMISSION = ["IpProtocol", "FromPort", "ToPort", "CidrIp"];

const NAMED: Readonly<Record<string, string>> = { "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", all: "-1" };
const WITH_PORTS = ["tcp", "udp"];
const WITH_TYPES = ["icmp", "icmpv6"];
const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

/** Finds the group that a rule names; it may be in a peer VPC. Throws InvalidGroup.NotFound. */
type FindGroup = (pair: Form) => RulePeer;

export function readPermissions(form: Form, egress: boolean, findGroup: FindGroup): RuleSpec[] {
  const specs = [
    ...nodes(form, "IpPermissions").flatMap((permission) => readPermission(permission, egress, findGroup)),
    ...readFlat(form, egress),
  ];
  if (specs.length === 0) throw missingParameter("ipPermissions");
  if (new Set(specs.map(ruleKey)).size < specs.length) {
    throw invalidValue("The same permission must not appear multiple times");
  }
  return specs;
}

/** What makes a rule the same as another of its group: all but its description. */
export function ruleKey({ egress, protocol, from, to, peer }: RuleSpec): string {
  return [egress, protocol, from, to, peerText(peer)].join(" ");
}

export function peerText(peer: RulePeer): string {
  if (peer.kind === "group") return peer.groupId;
  return peer.kind === "prefix-list" ? peer.prefixListId : peer.cidr;
}

/** Whether a protocol's rules have ports or ICMP types at all. */
export function hasPorts(protocol: string): boolean {
  return WITH_PORTS.includes(protocol) || WITH_TYPES.includes(protocol);
}

function readFlat(form: Form, egress: boolean): RuleSpec[] {
  const cidr = text(form, "CidrIp");
  return cidr === undefined ? [] : [{ egress, ...readTraffic(form), peer: ipv4Peer(cidr) }];
}

function readPermission(permission: Form, egress: boolean, findGroup: FindGroup): RuleSpec[] {
  const traffic = readTraffic(permission);
  const entries = [
    ...nodes(permission, "IpRanges").map((entry) => ({ entry, peer: ipv4Peer(required(entry, "CidrIp")) })),
    ...nodes(permission, "Ipv6Ranges").map((entry) => ({ entry, peer: ipv6Peer(required(entry, "CidrIpv6")) })),
    ...nodes(permission, "PrefixListIds").map((entry) => ({ entry, peer: prefixListPeer(entry) })),
    ...nodes(permission, "Groups").map((entry) => ({ entry, peer: findGroup(entry) })),
  ];
  if (entries.length === 0) throw missingParameter("a source or destination of the rule");
  return entries.map(({ entry, peer }) => ({ egress, ...traffic, peer, ...readDescription(entry) }));
}

function readTraffic(form: Form): Pick<RuleSpec, "protocol" | "from" | "to"> {
  const protocol = readProtocol(required(form, "IpProtocol").toLowerCase());
  // Ports of a protocol that has none are passed over: rules for all protocols are for all ports.
  if (!hasPorts(protocol)) return { protocol, from: -1, to: -1 };
  const [from, to] = [whole(form, "FromPort"), whole(form, "ToPort")];
  if (from === undefined || to === undefined) {
    throw invalidValue("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
  }
  const [least, most] = WITH_PORTS.includes(protocol) ? [0, 65_535] : [-1, 255];
  const inRange = [from, to].every((value) => value >= least && value <= most);
  if (!inRange || (WITH_PORTS.includes(protocol) && from > to)) {
    throw invalidValue(`Invalid range of ports or types ${from} to ${to} for protocol ${protocol}`);
  }
  return { protocol, from, to };
}

function readProtocol(asked: string): string {
  const protocol = NAMED[asked] ?? asked;
  const numbered = /^\d{1,3}$/.test(protocol) && Number(protocol) < 256;
  if (hasPorts(protocol) || numbered || protocol === "-1") return protocol;
  throw invalidValue(`Invalid value '${asked}' for IP protocol. Unknown protocol.`);
}

function ipv4Peer(asked: string): RulePeer {
  const cidr = canonicalIpv4(asked);
  if (cidr === undefined) throw invalidValue(`CIDR block ${asked} is malformed`);
  return { kind: "ipv4", cidr };
}

function ipv6Peer(asked: string): RulePeer {
  const cidr = canonicalIpv6(asked);
  if (cidr === undefined) throw invalidValue(`CIDR block ${asked} is malformed`);
  return { kind: "ipv6", cidr };
}

function prefixListPeer(entry: Form): RulePeer {
  const prefixListId = required(entry, "PrefixListId");
  if (!/^pl-[0-9a-f]{8,17}$/.test(prefixListId)) {
    throw new AwsError("InvalidPrefixListId.Malformed", `Invalid id: "${prefixListId}" (expecting "pl-...")`);
  }
  return { kind: "prefix-list", prefixListId };
}

function readDescription(entry: Form): { readonly description?: string } {
  const description = text(entry, "Description");
  if (description === undefined || description === "") return {};
  if (DESCRIPTION.test(description)) return { description };
  throw invalidValue(
    "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: " +
      "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
  );
}
