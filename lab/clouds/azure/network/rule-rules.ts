import ipaddr from "ipaddr.js";
import { ArmError, providerError } from "../arm-error.ts";
import { keyOf } from "../resource-id.ts";
import type { RuleProperties, SecurityRule } from "./resources.ts";
import type { RuleInput } from "./schemas.ts";

const CHOICES = {
  protocol: ["*", "Tcp", "Udp", "Icmp", "Esp", "Ah"],
  access: ["Allow", "Deny"],
  direction: ["Inbound", "Outbound"],
} as const;

/** A rule as a request asks for it, or what Azure says of one that cannot be. */
export function rulePropertiesOf(id: string, input: RuleInput): RuleProperties {
  const { provisioningState: _state, priority, protocol, access, direction, ...rest } = input.properties ?? {};
  if (priority === undefined || priority < 100 || priority > 4096) {
    const message = `Security rule has invalid Priority. Value provided: ${priority ?? 0} Allowed range 100-4096.`;
    throw providerError("SecurityRuleInvalidPriority", message);
  }
  const properties = {
    description: rest.description,
    ...{ protocol: choice("protocol", protocol), access: choice("access", access), priority },
    direction: choice("direction", direction),
    ...rest,
    ...listsOf(rest),
  };
  for (const side of ["source", "destination"] as const) checkSide(id, properties, side);
  return properties;
}

function listsOf(rest: NonNullable<RuleInput["properties"]>) {
  return {
    sourcePortRanges: rest.sourcePortRanges ?? [],
    destinationPortRanges: rest.destinationPortRanges ?? [],
    sourceAddressPrefixes: rest.sourceAddressPrefixes ?? [],
    destinationAddressPrefixes: rest.destinationAddressPrefixes ?? [],
  };
}

/** Throws when two rules of one direction have one priority. */
export function checkPriorities(rules: Iterable<SecurityRule>): void {
  const seen = new Map<string, SecurityRule>();
  for (const rule of rules) {
    const key = `${keyOf(rule.properties.direction)} ${rule.properties.priority}`;
    const rival = seen.get(key);
    if (rival !== undefined) {
      const message = `Security rule ${rule.name} conflicts with rule ${rival.name}. Rules cannot have the same Priority and Direction.`;
      throw providerError("SecurityRuleConflict", message);
    }
    seen.set(key, rule);
  }
}

function choice(field: keyof typeof CHOICES, value: string | undefined): string {
  const known = CHOICES[field].find((one) => keyOf(one) === keyOf(value ?? ""));
  if (known !== undefined) return known;
  const message = `Error converting value "${value ?? ""}" to type 'SecurityRule.${field}'. Path 'properties.${field}'.`;
  throw new ArmError("InvalidRequestFormat", "Cannot parse the request.", {
    details: [{ code: "InvalidJson", message }],
  });
}

function checkSide(id: string, properties: RuleProperties, side: "source" | "destination"): void {
  const ports = [properties[`${side}PortRange`] ?? [], properties[`${side}PortRanges`]].flat();
  const prefixes = [properties[`${side}AddressPrefix`] ?? [], properties[`${side}AddressPrefixes`]].flat();
  if (ports.length === 0 || prefixes.length === 0) {
    const missing = ports.length === 0 ? "port range" : "address prefix";
    const message = `Required security rule parameters are missing for security rule with Id: ${id}. Security rule must specify a ${side} ${missing}.`;
    throw providerError("SecurityRuleParameterNotSpecified", message);
  }
  for (const port of ports) checkPorts(port);
  for (const prefix of prefixes) checkAddress(id, prefix);
}

function checkPorts(range: string): void {
  if (range === "*") return;
  const ends = range.split("-").map((end) => (/^\d+$/.test(end) ? Number(end) : Number.NaN));
  const [first = Number.NaN, last = first] = ends;
  if (ends.length <= 2 && first >= 0 && first <= last && last <= 65535) return;
  const message = `Security rule has invalid Port range. Value provided: ${range}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.`;
  throw providerError("SecurityRuleInvalidPortRange", message);
}

/** Anything without a digit is taken for a service tag. */
function checkAddress(id: string, prefix: string): void {
  if (!/\d/.test(prefix) || ipaddr.isValid(prefix) || ipaddr.isValidCIDR(prefix)) return;
  const message = `Security rule ${id} has invalid Address prefix. Value provided: ${prefix}`;
  throw providerError("SecurityRuleInvalidAddressPrefix", message);
}
