import { Ajv2020 } from "ajv/dist/2020.js";
import { ALWAYS_THERE, OURS } from "./presence.ts";
import { definedMethods, protoSchemas } from "./proto-schemas.ts";

const TIME = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3,6}(Z|[+-]\\d\\d:\\d\\d)$";
const TIMES = ["creationTimestamp", "insertTime", "startTime", "endTime"];

const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addSchema(protoSchemas());

const routes = definedMethods().map(({ verb, path, responseType }) => ({
  ...{ verb, responseType, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) },
}));

export interface Exchange {
  readonly verb: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** What is wrong with an answer of Compute: against Google's definition, and against what recordings always have. */
export function flawsOf({ verb, path, status, body }: Exchange): string[] {
  if (status >= 400) return flawsByError(status, body);
  const type = routes.find((route) => route.verb === verb && route.pattern.test(path))?.responseType;
  if (type === undefined) return [`no method of Compute is ${verb} ${path}`];
  return flawsByType(type, body, [ALWAYS_THERE, OURS]);
}

/** What is wrong with a message of Compute; the tables say which fields it must have. */
export function flawsByType(type: string, body: unknown, tables: Tables): string[] {
  const validate = ajv.getSchema(`compute#/$defs/${type}`);
  if (validate === undefined) return [`${type} is not a message of Compute`];
  if (validate(body)) return [...flawsBelow({ type, tables, at: type }, body)];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${said(params)}`,
  );
}

function flawsByError(status: number, body: unknown): string[] {
  const text = { type: "string", minLength: 1 };
  const one = { type: "object", required: ["message", "domain", "reason"], additionalProperties: false };
  const errors = {
    type: "array",
    minItems: 1,
    items: { ...one, properties: { message: text, domain: text, reason: text } },
  };
  const properties = { code: { const: status }, message: text, errors, status: text, details: { type: "array" } };
  const error = { type: "object", required: ["code", "message", "errors"], additionalProperties: false, properties };
  const schema = { type: "object", required: ["error"], additionalProperties: false, properties: { error } };
  const validate = ajv.compile(schema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

type Tables = readonly Readonly<Record<string, readonly string[]>>[];

interface Place {
  readonly type: string;
  readonly at: string;
  readonly tables: Tables;
}

/** Goes down the answer along the definition's own types. */
function* flawsBelow(place: Place, value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  const row = new Map<string, unknown>(Object.entries(value));
  const { type, at } = place;
  yield* flawsOfRow(place, row);
  if (type === "Operation") yield* flawsOfOperation(row, at);
  for (const [field, below] of row) {
    const name = typeOf(type, field);
    if (name === undefined) continue;
    for (const [step, one] of elements(below)) {
      yield* flawsBelow({ ...place, type: name, at: `${at}.${field}${step}` }, one);
    }
  }
}

function* flawsOfRow({ type, at, tables }: Place, row: ReadonlyMap<string, unknown>): Generator<string> {
  const needed = tables.flatMap((table) => table[type] ?? []);
  for (const field of needed) if (!row.has(field)) yield `${at} has no ${field}`;
  for (const field of TIMES) {
    if (row.has(field) && !new RegExp(TIME).test(String(row.get(field)))) yield `${at}.${field} is not a time`;
  }
  const link = row.get("selfLink");
  if (link !== undefined && !String(link).startsWith("https://www.googleapis.com/compute/v1/projects/")) {
    yield `${at}.selfLink is ${link}`;
  }
}

function* flawsOfOperation(row: ReadonlyMap<string, unknown>, at: string): Generator<string> {
  const isDone = row.get("status") === "DONE";
  if (isDone !== row.has("endTime")) yield `${at} is ${row.get("status")} and its endTime ${row.get("endTime")}`;
  if (isDone !== (row.get("progress") === 100)) yield `${at} is ${row.get("status")} at ${row.get("progress")}`;
  for (const field of ["httpErrorStatusCode", "httpErrorMessage"]) {
    if (row.has("error") !== row.has(field)) yield `${at} has error or ${field}, not both`;
  }
}

function elements(value: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((one, index) => [`[${index}]`, one]);
  return [["", value]];
}

const references = new Map<string, string>();
for (const [type, schema] of Object.entries(Object(protoSchemas()["$defs"]))) {
  for (const [field, of] of Object.entries(Object(schema).properties)) {
    const { $ref, items, additionalProperties } = Object(of);
    const ref = $ref ?? items?.$ref;
    if (ref !== undefined) references.set(`${type}.${field}`, ref.split("/").at(-1));
    if (additionalProperties?.$ref !== undefined)
      references.set(`${type}.${field}`, `map ${additionalProperties.$ref.split("/").at(-1)}`);
  }
}

function typeOf(type: string, field: string): string | undefined {
  // A map's values are all of one type, whatever their keys.
  if (type.startsWith("map ")) return type.slice("map ".length);
  const reference = references.get(`${type}.${field}`);
  // What BGP has brought or takes away is no resource: in the examples of Google's page on Cloud Router it has no name.
  return type.startsWith("RouterStatus") && reference === "Route" ? "BgpRoute" : reference;
}

function said(params: unknown): string {
  return JSON.stringify(params);
}
