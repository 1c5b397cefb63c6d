import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

interface Field {
  readonly type: string;
  readonly rule?: string;
  readonly keyType?: string;
}

interface ProtoMessage {
  readonly fields?: Readonly<Record<string, Field>>;
  readonly methods?: Readonly<Record<string, ProtoMethod>>;
  readonly nested?: Readonly<Record<string, { readonly values?: Readonly<Record<string, number>> }>>;
}

interface ProtoMethod {
  readonly responseType: string;
  readonly options: Readonly<Record<string, string>>;
}

/** A method as Google's own definition has it. */
export interface DefinedMethod {
  readonly verb: string;
  readonly path: string;
  readonly responseType: string;
}

type Schema = Readonly<Record<string, unknown>>;

const path = createRequire(import.meta.url).resolve("@google-cloud/compute/build/protos/protos.json");
const definitions: Readonly<Record<string, ProtoMessage>> = JSON.parse(readFileSync(path, "utf8")).nested.google.nested
  .cloud.nested.compute.nested.v1.nested;

/** Every method of Compute v1. */
export function definedMethods(): DefinedMethod[] {
  return Object.values(definitions).flatMap(({ methods = {} }) =>
    Object.values(methods).flatMap(({ options, responseType }) =>
      ["get", "post", "patch", "put", "delete"].flatMap((verb) => {
        const path = options[`(google.api.http).${verb}`];
        return path === undefined ? [] : [{ verb: verb.toUpperCase(), path, responseType }];
      }),
    ),
  );
}

/** A JSON schema of every message, under `$defs`. No field is required: the definition knows none that is. */
export function protoSchemas(): Schema {
  const messages = Object.entries(definitions).filter(([, { fields }]) => fields !== undefined);
  return {
    $id: "compute",
    $defs: Object.fromEntries(messages.map(([name, message]) => [name, messageSchema(message)])),
  };
}

function messageSchema(message: ProtoMessage): Schema {
  const fields = Object.entries(message.fields ?? {});
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, fieldSchema(message, name, field)])),
  };
}

function fieldSchema(message: ProtoMessage, name: string, field: Field): Schema {
  const one = enumSchema(message, name) ?? typeSchema(field.type);
  if (field.keyType !== undefined) return { type: "object", additionalProperties: one };
  return field.rule === "repeated" ? { type: "array", items: one } : one;
}

/** Fields with known values are texts, beside an enum that bears the field's name. */
function enumSchema(message: ProtoMessage, name: string): Schema | undefined {
  const values = message.nested?.[`${name[0]?.toUpperCase()}${name.slice(1)}`]?.values ?? {};
  const known = Object.keys(values).filter((value) => !value.startsWith("UNDEFINED_"));
  return known.length === 0 ? undefined : { enum: known };
}

function typeSchema(type: string): Schema {
  if (type === "string" || type === "bytes") return { type: "string" };
  if (type === "bool") return { type: "boolean" };
  if (["int32", "uint32", "fixed32"].includes(type)) return { type: "integer" };
  if (["int64", "uint64", "fixed64"].includes(type)) return { type: "string", pattern: "^-?\\d{1,20}$" };
  if (type === "float" || type === "double") return { type: "number" };
  return definitions[type]?.fields === undefined ? {} : { $ref: `#/$defs/${type}` };
}
