/** A namespace, a message or a service, as protobufjs writes it as JSON. */
export interface ProtoNode {
  readonly nested?: Readonly<Record<string, ProtoNode>>;
  readonly fields?: Readonly<Record<string, { readonly type: string }>>;
  readonly methods?: Readonly<Record<string, { readonly requestType: string; readonly responseType: string }>>;
}

type Nodes = Readonly<Record<string, ProtoNode>>;

/** Types of proto3 that are no messages. */
const scalars = new Set([
  ...["double", "float", "bool", "string", "bytes", "int32", "int64", "uint32", "uint64", "sint32", "sint64"],
  ...["fixed32", "fixed64", "sfixed32", "sfixed64"],
]);

/**
 * What the services of `google.cloud.compute.v1` with these names need of the definitions that Google's client brings
 * along for all of its services and versions. Everything outside `google.cloud.compute` is kept.
 *
 * @throws Error when a service or a type that one needs is not there, or the file has another form
 */
export function trimProtos(root: ProtoNode, services: readonly string[]): ProtoNode {
  const google = step(root, "google");
  const cloud = step(google, "cloud");
  const compute = step(cloud, "compute");
  const v1 = step(compute, "v1");
  step(google, "api");
  step(google, "protobuf");

  const kept = within(v1, services);
  const trimmed = replace(cloud, "compute", { ...compute, nested: { v1: { ...v1, nested: kept } } });
  return { ...root, nested: { google: replace(google, "cloud", trimmed) } };
}

function step(node: ProtoNode, name: string): ProtoNode {
  const found = node.nested?.[name];
  if (found?.nested === undefined) throw changed(`no namespace ${name}`);
  return found;
}

function replace(node: ProtoNode, name: string, child: ProtoNode): ProtoNode {
  return { ...node, nested: { ...node.nested, [name]: child } };
}

/** The services and, of all that they name, what is there. */
function within({ nested: all = {} }: ProtoNode, services: readonly string[]): Nodes {
  const kept = new Map<string, ProtoNode>();
  const wanted = [...services];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const node = all[name];
    if (kept.has(name)) continue;
    if (node === undefined) throw changed(`no ${name} in google.cloud.compute.v1`);
    if (services.includes(name) && node.methods === undefined) throw changed(`${name} is no service`);
    kept.set(name, node);
    wanted.push(...namesIn(node, all));
  }
  return Object.fromEntries([...kept].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Names of v1 that a node needs. A dot stands in names of other packages only, and those are kept. */
function namesIn(node: ProtoNode, all: Nodes): string[] {
  const { nested = {}, fields = {}, methods = {} } = node;
  const named = [
    ...Object.values(fields).map(({ type }) => type),
    ...Object.values(methods).flatMap(({ requestType, responseType }) => [requestType, responseType]),
  ].filter((type) => !scalars.has(type) && !(type in nested));
  const own = named.map((type) => type.replace(/^\.?google\.cloud\.compute\.v1\./, ""));
  const foreign = own.filter((type) => type.includes("."));
  const unknown = foreign.find((type) => !/^\.?google\.(protobuf|api)\./.test(type));
  if (unknown !== undefined && !(unknown in all)) throw changed(`a type ${unknown}`);
  return [
    ...own.filter((type) => !foreign.includes(type)),
    ...Object.values(nested).flatMap((child) => namesIn(child, all)),
  ];
}

function changed(what: string): Error {
  return new Error(`@google-cloud/compute: build/protos/protos.json is not as lib/trim-protos.ts knows it: ${what}`);
}
