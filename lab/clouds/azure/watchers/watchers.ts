import * as z from "zod";
import { readBody } from "../body.ts";
import { newEtag } from "../network/writes.ts";
import { pageAnswer } from "../paging.ts";
import { keyOf } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { type Collection, newTopLevel, pathOf, provider, readRoutes } from "../vpn/collection.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import type { NetworkWatcher } from "./resources.ts";

const type = "networkWatchers";

export const watchers: Collection<NetworkWatcher> = {
  ...{ type, tagged: true },
  rows: ({ watchers: rows }) => rows,
  view: (_view, row) => view(row),
};

const Body = z.looseObject({ location: z.string().optional(), tags: z.record(z.string(), z.string()).optional() });

/** Network watchers, which people make here: Azure makes one by itself with the first network of a location. */
export function watcherRoutes(state: AzureState): ArmRoute[] {
  const all = `/subscriptions/{subscription}/providers/${provider}/${type}`;
  return [
    { ...{ method: "GET", path: all, provider, action: `${type}/read` }, run: (call) => listAll(state, call) },
    ...readRoutes(state, watchers),
    {
      ...{ method: "PUT", path: pathOf(watchers), provider, action: `${type}/write` },
      run: (call) => put(state, call),
    },
  ];
}

function listAll(state: AzureState, call: ArmCall): HttpAnswer {
  const groups = [...state.subscription(call).groups.values()];
  const rows = new Map(groups.flatMap((group) => [...group.watchers.values()].map((row) => [keyOf(row.id), row])));
  return pageAnswer(call, state.limits.pageSize, rows, view);
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "resource");
  const { location, tags } = readBody(Body, call.body);
  const existing = group.watchers.get(keyOf(name));
  const row = existing ?? { ...newTopLevel(state, { group, type, name, location }), flowLogs: new Map() };
  row.tags = tags;
  row.etag = newEtag(state);
  group.watchers.set(keyOf(name), row);
  return { status: existing === undefined ? 201 : 200, headers: {}, body: view(row) };
}

function view({ name, id, etag, location, tags }: NetworkWatcher): object {
  const properties = { provisioningState: "Succeeded" };
  return { name, id, etag, type: `${provider}/${type}`, location, ...(tags && { tags }), properties };
}
