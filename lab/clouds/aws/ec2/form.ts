import qs from "qs";
import { AwsError } from "../aws-error.ts";
import { invalidValue, missingParameter } from "./errors.ts";

/** A form of EC2's Query protocol as a tree: `Filter.1.Name=x` is `{ Filter: { 1: { Name: "x" } } }`. */
export interface Form {
  readonly [key: string]: Form | string;
}

/** Parameters of actions as patterns, with `n` for a list index. */
export const DRY_RUN = ["DryRun"];
export const FILTERS = ["Filter.n.Name", "Filter.n.Value.n"];
export const PAGING = ["MaxResults", "NextToken"];
export const TAG_SPECIFICATION = [
  "TagSpecification.n.ResourceType",
  "TagSpecification.n.Tag.n.Key",
  "TagSpecification.n.Tag.n.Value",
];

const COMMON = ["Action", "Version"];

export function parseForm(body: string): Form {
  return proved(
    qs.parse(body, {
      allowDots: true,
      parseArrays: false,
      plainObjects: true,
      duplicates: "last",
      depth: 10,
      parameterLimit: Number.POSITIVE_INFINITY,
    }),
  );
}

/**
 * Refuses whatever the action has no pattern for. AWS ignores some of what it does not know; a lab that did would hide
 * that it lacks a parameter.
 */
export function refuseUnknown(body: string, patterns: readonly string[]): void {
  const known = new Set([...COMMON, ...patterns]);
  for (const name of new URLSearchParams(body).keys()) {
    if (known.has(name.replaceAll(/\.\d+(?=\.|$)/g, ".n"))) continue;
    throw new AwsError("UnknownParameter", `The parameter ${name} is not recognized`);
  }
}

export function text(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === "string" ? value : undefined;
}

export function required(form: Form, name: string): string {
  const value = text(form, name);
  if (value === undefined || value === "") throw missingParameter(name);
  return value;
}

export function flag(form: Form, name: string): boolean | undefined {
  const value = text(form, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false") throw invalidValue(`Invalid value '${value}' for ${name}: not a boolean`);
  return value === "true";
}

export function whole(form: Form, name: string): number | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (!/^-?\d+$/.test(value)) throw invalidValue(`Invalid value '${value}' for ${name}: not an integer`);
  return Number(value);
}

export function texts(form: Form, name: string): string[] {
  return children(form, name).filter((value) => typeof value === "string");
}

/** The structures of a list, or of none. */
export function nodes(form: Form, name: string): Form[] {
  return children(form, name).filter((value) => typeof value !== "string");
}

/** A structure that is not in a list. */
export function node(form: Form, name: string): Form | undefined {
  const value = form[name];
  return typeof value === "object" ? value : undefined;
}

function children(form: Form, name: string): (Form | string)[] {
  return Object.entries(node(form, name) ?? {})
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);
}

/** qs makes objects and strings alone, given neither arrays nor null handling. */
function proved(parsed: unknown): Form {
  return parsed as Form;
}
