import type { Allow, Tags } from "../connection/network.ts";
import type { Cloud } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import { parseAllow, withoutContained } from "./allow.ts";
import { type Consent, isShortName, parseConsent, parseReference, type Reference } from "./reference.ts";
import { flowLogsKey, gatewayKey, type IntentKey } from "./tags.ts";

/** What a network's tags ask for. */
export interface Intent {
  readonly name?: string;
  readonly connect: readonly Reference[];
  readonly accept: readonly Consent[];
  readonly mesh?: string;
  /** What to be joined by where there is a choice. */
  readonly transport?: TransportWish;
  /** The transit gateway that tunnels to other clouds are to end at, by its id: AWS only. */
  readonly gateway?: string;
  /** Which flows are to be logged: AWS only. */
  readonly flowLogs?: FlowLogsWish;
  /** What may come in from joined networks. Undefined when the tag cannot be read: then nothing is opened. */
  readonly allow?: readonly Allow[];
  /** What could not be read. The rest of the tags still hold. */
  readonly problems: readonly TagProblem[];
}

/** The transports that a person can ask for. */
export type TransportWish = "ha-vpn" | "interconnect";

export type FlowLogsWish = "rejected" | "all";

export interface TagProblem extends Problem {
  readonly key: IntentKey;
}

const everything: readonly Allow[] = [{ protocol: "all" }];
const nameRule = "1 to 63 of a-z, 0-9 and inner -, no account id";

/** How much of a bad value is shown: a status tag must have room for the remedy. */
const shown = 64;

/**
 * Reads the intent in a network's tags. Bad values become problems, all of them at once.
 *
 * @param cloud where the network is: not every wish can be had everywhere
 */
export function parseIntent(tags: Tags, cloud: Cloud = "aws"): Intent {
  const problems: TagProblem[] = [];

  const name = single(tags, "crosspeer:name", problems);
  const mesh = single(tags, "crosspeer:mesh", problems);
  const connect = items(tags, "crosspeer:connect", parseReference, `a name (${nameRule}) or a network's id`, problems);
  const accept = items(
    tags,
    "crosspeer:accept",
    parseConsent,
    "a name, a network's id, an account's id or *",
    problems,
  );
  const allow = items(tags, "crosspeer:allow", parseAllow, "all, icmp, tcp:443 or udp:8000-8100", problems);
  const transport = chosen(tags, problems);
  const gateway = transitGateway(tags, cloud, problems);
  const flowLogs = flowLogsOf(tags, cloud, problems);

  return {
    ...(name === undefined ? {} : { name }),
    ...(mesh === undefined ? {} : { mesh }),
    ...(transport === undefined ? {} : { transport }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(flowLogs === undefined ? {} : { flowLogs }),
    connect: connect.values,
    accept: accept.values,
    ...(allow.complete ? { allow: allow.values.length > 0 ? withoutContained(allow.values) : everything } : {}),
    problems,
  };
}

function single(tags: Tags, key: IntentKey, problems: TagProblem[]): string | undefined {
  const value = tags[key];
  if (value === undefined || isShortName(value)) return value;
  problems.push(malformed(key, value, nameRule));
  return undefined;
}

function chosen(tags: Tags, problems: TagProblem[]): TransportWish | undefined {
  const value = tags["crosspeer:transport"];
  if (value === undefined || value === "ha-vpn" || value === "interconnect") return value;
  problems.push(malformed("crosspeer:transport", value, "ha-vpn or interconnect"));
  return undefined;
}

/** Whether a text is the id of a transit gateway of AWS. */
export function isTransitGateway(text: string): boolean {
  return /^tgw-(?:[0-9a-f]{17}|[0-9a-f]{8})$/.test(text);
}

/** Elsewhere the tag can never hold, whatever it says: whoever wrote it has to hear of it. */
function transitGateway(tags: Tags, cloud: Cloud, problems: TagProblem[]): string | undefined {
  const value = tags[gatewayKey];
  if (value === undefined || (cloud === "aws" && isTransitGateway(value))) return value;
  const problem = malformed(gatewayKey, value, "the id of a transit gateway in the VPC's account and region");
  const remedy = "take the tag away: only a VPC of AWS can have its tunnels end at a transit gateway";
  problems.push(cloud === "aws" ? problem : { ...problem, remedy });
  return undefined;
}

/** AWS alone can log what is rejected and nothing else. */
function flowLogsOf(tags: Tags, cloud: Cloud, problems: TagProblem[]): FlowLogsWish | undefined {
  const value = tags[flowLogsKey];
  if (value === undefined || value === "all" || (cloud === "aws" && value === "rejected")) return value;
  problems.push(malformed(flowLogsKey, value, cloud === "aws" ? "rejected or all" : "all"));
  return undefined;
}

function items<T>(
  tags: Tags,
  key: IntentKey,
  parse: (text: string) => T | undefined,
  expected: string,
  problems: TagProblem[],
): { readonly values: readonly T[]; readonly complete: boolean } {
  // A tag with nothing in it is one item that cannot be read: whoever wrote it meant something.
  const texts = tags[key] === undefined ? [] : tags[key].trim().split(/\s+/);
  const parsed = [...new Set(texts)].map((text) => ({ text, value: parse(text) }));
  const bad = parsed.filter(({ value }) => value === undefined);
  problems.push(...bad.map(({ text }) => malformed(key, text, expected)));
  return { values: parsed.flatMap(({ value }) => (value === undefined ? [] : [value])), complete: bad.length === 0 };
}

function malformed(key: IntentKey, value: string, expected: string): TagProblem {
  const letters = [...value];
  const text = letters.length > shown ? `${letters.slice(0, shown).join("")}...` : value;
  return {
    key,
    rule: "malformed-tag",
    message: `${key} has ${text.trim() === "" ? "nothing" : text}`,
    remedy: `write ${expected}`,
  };
}
