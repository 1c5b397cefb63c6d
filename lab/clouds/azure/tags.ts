import * as z from "zod";
import { ArmError } from "./arm-error.ts";
import { readBody } from "./body.ts";
import type { Tags } from "./network/resources.ts";
import { readVnet, VNET } from "./network/vnet-lookup.ts";
import { newEtag } from "./network/writes.ts";
import { keyOf } from "./resource-id.ts";
import type { AzureState } from "./state.ts";
import type { ArmCall, ArmRoute, HttpAnswer } from "./wire.ts";

const PATH = `${VNET}/providers/Microsoft.Resources/tags/default`;
const LIMITS = { tags: 50, name: 512, value: 256 };

const Properties = z.strictObject({ tags: z.record(z.string(), z.string()) });
const PutBody = z.looseObject({ properties: Properties });
const PatchBody = z.looseObject({ operation: z.enum(["Merge", "Replace", "Delete"]), properties: Properties });

const provider = "Microsoft.Resources";

/** The tags of a network as a resource of their own, so that a change of one cannot undo another's. */
export function tagRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: PATH, provider, action: "tags/read" }, run: (call) => answer(state, call) },
    { ...{ method: "PUT", path: PATH, provider, action: "tags/write" }, run: (call) => put(state, call) },
    { ...{ method: "PATCH", path: PATH, provider, action: "tags/write" }, run: (call) => patch(state, call) },
  ];
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  return store(state, call, readBody(PutBody, call.body).properties.tags);
}

function patch(state: AzureState, call: ArmCall): HttpAnswer {
  const { operation, properties } = readBody(PatchBody, call.body);
  const before = readVnet(state, call).tags ?? {};
  if (operation === "Replace") return store(state, call, properties.tags);
  // Names of tags are compared without case, and a value that differs is not deleted.
  const given = new Map(Object.entries(properties.tags).map(([name, value]) => [keyOf(name), value]));
  if (operation === "Delete") {
    const kept = Object.entries(before).filter(([name, value]) => given.get(keyOf(name)) !== value);
    return store(state, call, Object.fromEntries(kept));
  }
  const kept = Object.entries(before).filter(([name]) => !given.has(keyOf(name)));
  return store(state, call, { ...Object.fromEntries(kept), ...properties.tags });
}

function store(state: AzureState, call: ArmCall, tags: Tags): HttpAnswer {
  checkTags(tags);
  const vnet = readVnet(state, call);
  vnet.tags = tags;
  vnet.etag = newEtag(state);
  return answer(state, call);
}

/** Throws when tags are too many, too long, or have a name with a character that Azure does not take. */
export function checkTags(tags: Tags): void {
  const entries = Object.entries(tags);
  if (entries.length > LIMITS.tags) {
    throw new ArmError("InvalidTagCount", `${entries.length} tags given. The maximum is ${LIMITS.tags}.`);
  }
  for (const [name, value] of entries) {
    if (/[<>%&\\?/]/.test(name)) {
      const message = `The tag name '${name}' has one of the invalid characters '<,>,%,&,\\,?,/' or control characters.`;
      throw new ArmError("InvalidTagNameCharacters", message);
    }
    if (name.length > LIMITS.name) throw new ArmError("InvalidTagName", `The tag name '${name}' is too long.`);
    if (value.length <= LIMITS.value) continue;
    const message = `Tag value too large. The value of tag '${name}' has ${value.length} characters. The maximum is ${LIMITS.value}.`;
    throw new ArmError("TagValueTooLarge", message);
  }
}

function answer(state: AzureState, call: ArmCall): HttpAnswer {
  const { id, tags = {} } = readVnet(state, call);
  const body = { id: `${id}/providers/${provider}/tags/default`, name: "default", type: `${provider}/tags` };
  return { status: 200, headers: {}, body: { ...body, properties: { tags } } };
}
