/** What the references of a template stand for. */
export interface Scope {
  /** Value of a parameter, a pseudo parameter or a resource's Ref; throws when there is none. */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapped(map: string, first: string, second: string): unknown;
  imported(exportName: string): unknown;
}

/** The value of AWS::NoValue: what holds it is left out. */
export const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument)),
  Condition: (argument, scope) => scope.condition(text(argument)),
  "Fn::GetAtt": (argument, scope) => {
    const [id, attribute] = typeof argument === "string" ? splitOnce(argument) : list(argument);
    return scope.getAtt(text(id), text(resolve(attribute, scope)));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, parts] = resolved(argument, scope);
    return list(parts).map(text).join(text(separator));
  },
  "Fn::Split": (argument, scope) => {
    const [separator, whole] = resolved(argument, scope);
    return text(whole).split(text(separator));
  },
  "Fn::Select": (argument, scope) => {
    const [index, items] = resolved(argument, scope);
    const item = list(items)[Number(index)];
    if (item === undefined) throw new Error(`Fn::Select: there is no item ${text(index)} in ${JSON.stringify(items)}`);
    return item;
  },
  "Fn::Sub": (argument, scope) => {
    const [template, variables] = typeof argument === "string" ? [argument, {}] : list(argument);
    return substitute(text(template), isObject(variables) ? variables : {}, scope);
  },
  "Fn::If": (argument, scope) => {
    const [name, yes, no] = list(argument);
    return resolve(scope.condition(text(name)) ? yes : no, scope);
  },
  "Fn::Equals": (argument, scope) => {
    const [left, right] = resolved(argument, scope);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  "Fn::Not": (argument, scope) => !resolved(argument, scope)[0],
  "Fn::And": (argument, scope) => resolved(argument, scope).every(Boolean),
  "Fn::Or": (argument, scope) => resolved(argument, scope).some(Boolean),
  "Fn::FindInMap": (argument, scope) => {
    const [map, first, second] = resolved(argument, scope).map(text);
    return scope.mapped(map ?? "", first ?? "", second ?? "");
  },
  "Fn::ImportValue": (argument, scope) => scope.imported(text(resolve(argument, scope))),
};

/** A value of a template with its intrinsic functions carried out. An unknown function is refused. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value === "string" && value.includes("{{resolve:")) {
    throw new Error(`the lab does not resolve dynamic references: ${value}`);
  }
  if (!isObject(value)) return value;
  const call = intrinsicOf(value);
  if (call !== undefined) return call.run(call.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, unknown] => [key, resolve(item, scope)])
      .filter(([, item]) => item !== NO_VALUE),
  );
}

/** Logical ids (and parameters) that a value refers to. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === "Ref") return [text(item)];
    if (key === "Fn::GetAtt") return [text(typeof item === "string" ? splitOnce(item)[0] : list(item)[0])];
    const names = key === "Fn::Sub" ? variablesOf(text(typeof item === "string" ? item : list(item)[0])) : [];
    return [...names.map((name) => splitOnce(name)[0]), ...referencesIn(item)];
  });
}

function intrinsicOf(value: Record<string, unknown>): { run: Intrinsic; argument: unknown } | undefined {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  const [key, argument] = entry;
  // A policy statement may have nothing but a Condition, and then it is an object.
  if (key === "Condition" && typeof argument !== "string") return undefined;
  const run = INTRINSICS[key];
  if (run === undefined && key.startsWith("Fn::")) throw new Error(`the lab does not know the function ${key}`);
  return run === undefined ? undefined : { run, argument };
}

const VARIABLE = /\$\{([^!}][^}]*)\}/g;

function variablesOf(template: string): string[] {
  return [...template.matchAll(VARIABLE)].flatMap((match) => match[1] ?? []);
}

function substitute(template: string, variables: Record<string, unknown>, scope: Scope): string {
  return template
    .replace(VARIABLE, (_match, name: string) => {
      if (name in variables) return text(resolve(variables[name], scope));
      const [id, attribute] = splitOnce(name);
      return text(attribute === "" ? scope.ref(id) : scope.getAtt(id, attribute));
    })
    .replaceAll("${!", "${");
}

function resolved(argument: unknown, scope: Scope): unknown[] {
  return list(resolve(argument, scope));
}

function splitOnce(name: string): [string, string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, got ${JSON.stringify(value)}`);
}

function text(value: unknown): string {
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw new Error(`expected text, got ${JSON.stringify(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
