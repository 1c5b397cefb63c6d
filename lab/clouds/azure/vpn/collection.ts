import { ArmError } from "../arm-error.ts";
import { resourceNotFound } from "../network/errors.ts";
import type { TopLevel } from "../network/resources.ts";
import type { View } from "../network/views.ts";
import { newEtag } from "../network/writes.ts";
import { pageAnswer } from "../paging.ts";
import { keyOf } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import { type ArmCall, type ArmRoute, param } from "../wire.ts";

/** Resources of one type, all read in the same way. */
export interface Collection<T extends TopLevel> {
  /** `publicIPAddresses`. */
  readonly type: string;
  /** Whether a read has an etag among its headers: recorded reads of gateways and connections have none. */
  readonly tagged: boolean;
  /** Those of a group, by name in lower case. */
  rows(group: Group): Map<string, T>;
  view(view: View, row: T): object;
}

export const provider = "Microsoft.Network";

/** The path of one resource of a type. */
export function pathOf({ type }: { readonly type: string }): string {
  return `${listPath(type)}/{resource}`;
}

export function readRoutes<T extends TopLevel>(state: AzureState, collection: Collection<T>): ArmRoute[] {
  const action = `${collection.type}/read`;
  return [
    {
      ...{ method: "GET", path: listPath(collection.type), provider, action },
      run: (call) => {
        const view = viewOf(state, call);
        const rows = collection.rows(state.group(call));
        return pageAnswer(call, state.limits.pageSize, rows, (row) => collection.view(view, row));
      },
    },
    {
      ...{ method: "GET", path: pathOf(collection), provider, action },
      run: (call) => {
        const found = read(state, call, collection);
        const headers: Readonly<Record<string, string>> = collection.tagged ? { etag: found.etag } : {};
        return { status: 200, headers, body: collection.view(viewOf(state, call), found) };
      },
    },
  ];
}

/** The resource in the path of a call, or ResourceNotFound. */
export function read<T extends TopLevel>(state: AzureState, call: ArmCall, collection: Collection<T>): T {
  const group = state.group(call);
  const name = param(call, "resource");
  const found = collection.rows(group).get(keyOf(name));
  if (found === undefined) throw resourceNotFound(`${provider}/${collection.type}`, name, group.name);
  return found;
}

export function viewOf(state: AzureState, { apiVersion }: ArmCall): View {
  return { state, apiVersion };
}

interface NewResource {
  readonly group: Group;
  readonly type: string;
  readonly name: string;
  readonly location: string | undefined;
}

/** What every new resource has; throws LocationRequired. */
export function newTopLevel(state: AzureState, { group, type, name, location }: NewResource): TopLevel {
  if (location === undefined) {
    throw new ArmError("LocationRequired", "The location property is required for this definition.");
  }
  const id = `${group.id}/providers/${provider}/${type}/${name}`;
  return { id, name, location, guid: state.random.uuid(), tags: undefined, etag: newEtag(state), busy: undefined };
}

function listPath(type: string): string {
  return `/subscriptions/{subscription}/resourceGroups/{group}/providers/${provider}/${type}`;
}
