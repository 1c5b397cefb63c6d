import { notFound } from "../gcp-error.ts";
import { type Call, type Method, param } from "../method.ts";
import { pacificTime } from "../timestamps.ts";
import { aggregatedListing, listing, reading } from "./compute-method.ts";
import { link, regionPath } from "./links.ts";
import { regionOf } from "./regions.ts";
import type { Resource } from "./resources.ts";
import type { Compute, Project } from "./state.ts";

type Regional = Pick<Resource, "id" | "name" | "project" | "createdAt"> & { readonly region: string };

/** Resources of one kind, each in a region of a project. */
export interface RegionalKind<T extends Regional> {
  /** As paths name it: `vpnTunnels`. */
  readonly collection: string;
  readonly kind: string;
  /** As the definition names it in paths: `vpn_tunnel`. */
  readonly param: string;
  of(project: Project): ReadonlyMap<string, T>;
  /** The resource as answers show it, without what all kinds have. */
  render(compute: Compute, resource: T): object;
}

/** The path of one resource below its project. */
export function onePath({ collection, param }: Pick<RegionalKind<Regional>, "collection" | "param">): string {
  return `regions/{region}/${collection}/{${param}}`;
}

/** `get`, `list` and `aggregatedList`. */
export function readingMethods<T extends Regional>(compute: Compute, kind: RegionalKind<T>): Method[] {
  const { collection } = kind;
  return [
    reading(compute, {
      ...{ name: `${collection}.get`, path: onePath(kind) },
      run: (call, project) => render(compute, kind, findRegional(kind, project, call)),
    }),
    listing(compute, {
      ...{ name: `${collection}.list`, path: `regions/{region}/${collection}`, kind: kind.kind },
      items: (project, call) => {
        const region = regionOf(call);
        const found = [...kind.of(project).values()].filter((one) => one.region === region);
        return found.map((one) => render(compute, kind, one));
      },
      home: ({ id }, call) => `${regionPath(id, regionOf(call))}/${collection}`,
    }),
    aggregatedListing(compute, {
      ...{ collection, kind: kind.kind },
      items: (project) => [...kind.of(project).values()].map((one) => [one.region, render(compute, kind, one)]),
    }),
  ];
}

/**
 * The resource that a path names, by name or id; throws when there is none.
 *
 * @param field what the path calls it, where that is not the kind's own word
 */
export function findRegional<T extends Regional>(
  { collection, ...kind }: RegionalKind<T>,
  project: Project,
  call: Pick<Call, "params">,
  field = kind.param,
): T {
  const region = regionOf(call);
  const name = param(call, field);
  const found = [...kind.of(project).values()].find(
    (one) => one.region === region && (one.name === name || one.id === name),
  );
  if (found === undefined) throw notFound(`${regionPath(project.id, region)}/${collection}/${name}`);
  return found;
}

function render<T extends Regional>(compute: Compute, kind: RegionalKind<T>, resource: T): object {
  const { id, name, project, region, createdAt } = resource;
  const home = regionPath(project, region);
  return {
    ...{ kind: `compute#${kind.kind}`, id, creationTimestamp: pacificTime(createdAt), name },
    ...{ region: link(home), selfLink: link(`${home}/${kind.collection}/${name}`) },
    ...kind.render(compute, resource),
  };
}
