import { invalidField, required } from "../../gcp-error.ts";
import { isAddress, isIpv4Range, isIpv6Range } from "../ranges.ts";
import type { FirewallContent, FirewallRule } from "../resources.ts";
import type { FirewallBody } from "./firewall-body.ts";

const PROTOCOLS = /^(tcp|udp|icmp|esp|ah|sctp|ipip|all|\d{1,2}|1\d\d|2[0-4]\d|25[0-5])$/;
const WITH_PORTS = ["tcp", "udp", "sctp", "6", "17", "132"];
const LISTS = ["sourceTags", "targetTags", "sourceServiceAccounts", "targetServiceAccounts"] as const;

/** What a rule says, with what Google fills in; throws GcpError when it contradicts itself. */
export function completeContent(body: FirewallBody): FirewallContent {
  const { direction = "INGRESS", priority = 1000, disabled = false } = body;
  const content: FirewallContent = {
    ...{ direction, priority, disabled, logConfig: { enable: false, ...withoutGaps(body.logConfig ?? {}) } },
    ...rulesOf(body),
    ...rangesOf(body, direction),
    ...Object.fromEntries(LISTS.flatMap((name) => (body[name]?.length ? [[name, body[name]]] : []))),
  };
  refuseMixture(content);
  return content;
}

function rulesOf({ allowed = [], denied = [] }: FirewallBody): Pick<FirewallContent, "allowed" | "denied"> {
  if (allowed.length > 0 && denied.length > 0) {
    throw invalidField("resource.denied", "", "A firewall rule may have allowed or denied, not both.");
  }
  if (allowed.length === 0 && denied.length === 0) throw required("resource.allowed");
  const key = allowed.length > 0 ? "allowed" : "denied";
  const rules = allowed.length > 0 ? allowed : denied;
  for (const [index, rule] of rules.entries()) refuseBadRule(`resource.${key}[${index}]`, rule);
  return { [key]: rules };
}

function refuseBadRule(field: string, { IPProtocol, ports = [] }: FirewallRule): void {
  if (!PROTOCOLS.test(IPProtocol)) {
    throw invalidField(
      `${field}.IPProtocol`,
      IPProtocol,
      "Must be a well-known protocol name or an IP protocol number",
    );
  }
  if (ports.length > 0 && !WITH_PORTS.includes(IPProtocol)) {
    throw invalidField(
      `${field}.ports`,
      ports.join(","),
      "Ports may only be specified on rules whose protocol has them",
    );
  }
  for (const [index, port] of ports.entries()) {
    if (!isPorts(port)) throw invalidField(`${field}.ports[${index}]`, port, "Must be a port or a range of ports");
  }
}

function isPorts(text: string): boolean {
  const [first, last, ...rest] = text.split("-").map((part) => (/^\d{1,5}$/.test(part) ? Number(part) : Number.NaN));
  return rest.length === 0 && first !== undefined && first <= (last ?? first) && (last ?? first) <= 65535;
}

/** Without any source a rule stands for all of the Internet, and so without a destination. */
function rangesOf(body: FirewallBody, direction: "INGRESS" | "EGRESS") {
  const [own, other] = directionFields(direction);
  if (body[other]?.length)
    throw invalidField(`resource.${other}`, body[other][0], `Not allowed for ${direction} rules.`);
  const ranges = body[own] ?? [];
  const isAnything = ranges.length === 0 && !body.sourceTags?.length && !body.sourceServiceAccounts?.length;
  for (const [index, range] of ranges.entries()) {
    if (isIpv4Range(range) || isIpv6Range(range) || isAddress(range)) continue;
    throw invalidField(`resource.${own}[${index}]`, range, "Must be a CIDR address range");
  }
  if (ranges.some((range) => range.includes(":")) && ranges.some((range) => range.includes("."))) {
    throw invalidField(`resource.${own}`, ranges[0], "A firewall rule cannot have both IPv4 and IPv6 ranges.");
  }
  if (isAnything) return { [own]: ["0.0.0.0/0"] };
  return ranges.length === 0 ? {} : { [own]: ranges };
}

function directionFields(direction: "INGRESS" | "EGRESS") {
  return direction === "INGRESS"
    ? (["sourceRanges", "destinationRanges"] as const)
    : (["destinationRanges", "sourceRanges"] as const);
}

/** Tags and service accounts cannot stand together, and no egress rule has sources. */
function refuseMixture({ direction, sourceTags, targetTags, ...accounts }: FirewallContent): void {
  const hasTags = sourceTags !== undefined || targetTags !== undefined;
  if (hasTags && (accounts.sourceServiceAccounts ?? accounts.targetServiceAccounts) !== undefined) {
    throw invalidField("resource.targetTags", "", "Tags and service accounts cannot be used in one firewall rule.");
  }
  if (direction === "EGRESS" && (sourceTags ?? accounts.sourceServiceAccounts) !== undefined) {
    throw invalidField("resource.sourceTags", "", "Sources are not allowed for EGRESS rules.");
  }
}

function withoutGaps<T extends object>(record: T): Partial<T> {
  return JSON.parse(JSON.stringify(record));
}
