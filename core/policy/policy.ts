import type { Allow } from "../connection/network.ts";
import { type Cloud, locate, type NetworkId } from "../connection/network-id.ts";
import type { Transport } from "../connection/status.ts";
import type { Problem } from "../problems.ts";

/** What the hub's owner allows, whatever the tags say. */
export interface Policy {
  /** What becomes of a connection that was as its tags ask for and no longer is. */
  readonly drift: "repair" | "report";
  /** How long a plan waits for a person's approval. */
  readonly approvalHours: number;
  /** The first that fits decides; where none does, both sides' consent. */
  readonly rules: readonly PolicyRule[];
  /** Why it cannot be read: then nothing new is joined and nothing that stands is changed. */
  readonly problem?: Problem;
}

/** A rule fits when all that it names fits. */
export interface PolicyRule {
  readonly name: string;
  readonly effect: "allow" | "approve" | "deny";
  /** One side is one, the other side the other, in either order; with one alone, either side is. */
  readonly between?: readonly Party[];
  /** Both ask for this mesh. */
  readonly mesh?: string;
  readonly transport?: Transport;
  /** Something that either side opens lies within one of these, or the other way round. */
  readonly opens?: readonly Allow[];
  /** It costs more than so many US dollars a month. */
  readonly costsOver?: number;
}

/** A network fits when all that is named of it fits. */
export interface Party {
  readonly cloud?: Cloud;
  /** Account, project or subscription. */
  readonly account?: string;
  /** A short name, in which `*` stands for any letters. */
  readonly name?: string;
}

export interface PolicyQuestion {
  readonly sides: readonly [PolicySide, PolicySide];
  readonly transport: Transport;
  readonly monthlyUsd: number;
}

export interface PolicySide {
  readonly id: NetworkId;
  readonly name?: string;
  readonly mesh?: string;
  readonly opens: readonly Allow[];
}

/** Where there is no document. */
export const openPolicy: Policy = { drift: "repair", approvalHours: 24, rules: [] };

/** The rule that decides; undefined where none fits. */
export function ruleFor({ rules }: Policy, question: PolicyQuestion): PolicyRule | undefined {
  return rules.find((rule) => fits(rule, question));
}

function fits(rule: PolicyRule, { sides, transport, monthlyUsd }: PolicyQuestion): boolean {
  const { mesh, opens, costsOver = -1 } = rule;
  return (
    isBetween(rule.between ?? [], sides) &&
    (mesh === undefined || sides.every((side) => side.mesh === mesh)) &&
    (rule.transport === undefined || rule.transport === transport) &&
    (opens === undefined || sides.some((side) => side.opens.some((one) => opens.some((other) => meets(one, other))))) &&
    monthlyUsd > costsOver
  );
}

function isBetween([one, other]: readonly Party[], [left, right]: PolicyQuestion["sides"]): boolean {
  if (one === undefined) return true;
  if (other === undefined) return is(left, one) || is(right, one);
  return (is(left, one) && is(right, other)) || (is(left, other) && is(right, one));
}

function is({ id, name = "" }: PolicySide, party: Party): boolean {
  const { cloud, account } = locate(id);
  return (
    (party.cloud ?? cloud) === cloud &&
    (party.account ?? account) === account &&
    (party.name === undefined || isLike(name, party.name))
  );
}

/** Names have letters, digits and hyphens, none of which means anything in an expression. */
function isLike(name: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);
}

/** Whether two say something about the same packets. */
function meets(one: Allow, other: Allow): boolean {
  if (one.protocol === "all" || other.protocol === "all") return true;
  if (one.protocol === "icmp" || other.protocol === "icmp") return one.protocol === other.protocol;
  return one.protocol === other.protocol && one.from <= other.to && other.from <= one.to;
}
