import { AwsError } from "../aws-error.ts";
import { invalidValue } from "./errors.ts";
import { type Form, nodes, required, text } from "./form.ts";
import type { ResourceType } from "./ids.ts";
import type { Tags } from "./resources.ts";
import { list, type XmlList } from "./xml.ts";

const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** The tags that a create action gives to what it makes; the specifications may name no other type. */
export function readTagSpecification(form: Form, type: ResourceType, parameter = "TagSpecification"): Tags {
  const specifications = nodes(form, parameter);
  for (const specification of specifications) {
    const named = required(specification, "ResourceType");
    if (named !== type) throw invalidValue(`'${named}' is not a valid taggable resource type for this operation.`);
  }
  const tags: Tags = new Map();
  applyTags(tags, specifications.flatMap(readTags));
  return tags;
}

/** The `Tag` list of a form. A tag without a value has the empty one. Throws InvalidParameterValue. */
export function readTags(form: Form): [key: string, value: string][] {
  const tags = nodes(form, "Tag").map((tag): [string, string] => [required(tag, "Key"), text(tag, "Value") ?? ""]);
  const keys = new Set<string>();
  for (const [key, value] of tags) {
    refuseBadTag(key, value);
    if (keys.has(key)) throw invalidValue(`Duplicate tag key '${key}' specified.`);
    keys.add(key);
  }
  return tags;
}

/** Sets tags, all or none; returns the keys whose value is now another. Throws TagLimitExceeded. */
export function applyTags(tags: Tags, changes: readonly (readonly [key: string, value: string])[]): string[] {
  const changed = changes.filter(([key, value]) => tags.get(key) !== value);
  refuseTooMany(tags, changed);
  for (const [key, value] of changed) tags.set(key, value);
  return changed.map(([key]) => key);
}

/** Tags that AWS itself set do not count. */
export function refuseTooMany(tags: Tags, changes: readonly (readonly [key: string, value: string])[]): void {
  const keys = new Set([...tags.keys(), ...changes.map(([key]) => key)]);
  if ([...keys].filter((key) => !key.startsWith("aws:")).length > MOST_TAGS) {
    throw new AwsError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
  }
}

export function tagSet(tags: Tags): XmlList {
  return list([...tags].map(([key, value]) => ({ key, value })));
}

/** Most resources' answers leave the element out when there are no tags, as the recorded ones of AWS do. */
export function tagSetIfAny(tags: Tags): XmlList | undefined {
  return tags.size === 0 ? undefined : tagSet(tags);
}

/** Whoever tags may not use the prefix of AWS, in whatever case. */
export function refuseReserved(key: string): void {
  if (/^aws:/i.test(key)) throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
}

/** Lengths are in characters, not in UTF-16 units. */
function refuseBadTag(key: string, value: string): void {
  refuseReserved(key);
  if ([...key].length > LONGEST_KEY) {
    throw invalidValue(`Tag key exceeds the maximum length of ${LONGEST_KEY} characters`);
  }
  if ([...value].length > LONGEST_VALUE) {
    throw invalidValue(`Tag value exceeds the maximum length of ${LONGEST_VALUE} characters`);
  }
}
