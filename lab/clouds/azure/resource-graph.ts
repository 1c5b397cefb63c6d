import * as z from "zod";
import { ArmError } from "./arm-error.ts";
import { readBody } from "./body.ts";
import type { Vnet } from "./network/resources.ts";
import { keyOf } from "./resource-id.ts";
import type { AzureState, Group, Subscription } from "./state.ts";
import type { ArmCall, ArmRoute, HttpAnswer } from "./wire.ts";

const QUERY =
  /^resources\s*\|\s*where\s+type\s*=~\s*['"]microsoft\.network\/virtualnetworks['"](?:\s*\|\s*project\s+([\w\s,]+))?$/i;

const Body = z.looseObject({ query: z.string(), subscriptions: z.array(z.string()).optional() });

/** Azure Resource Graph, for one query: all networks, with all or some of their columns. It has no delay here. */
export function resourceGraphRoutes(state: AzureState): ArmRoute[] {
  return [
    {
      ...{ method: "POST", path: "/providers/Microsoft.ResourceGraph/resources", provider: "Microsoft.ResourceGraph" },
      ...{ action: "resources/read", run: (call) => query(state, call) },
    },
  ];
}

function query(state: AzureState, call: ArmCall): HttpAnswer {
  const { query: text, subscriptions } = readBody(Body, call.body);
  const [matched, columns] = QUERY.exec(text.trim()) ?? [];
  if (matched === undefined) {
    const details = [{ code: "ParserFailure", message: `the lab does not know the query: ${text}` }];
    throw new ArmError("BadRequest", "Please provide below info when asking for support.", { details });
  }
  const names = columns?.split(",").map((name) => name.trim());
  const asked = subscriptions?.map(keyOf);
  const data = [...state.subscriptions.values()]
    .filter(({ tenant }) => tenant === call.caller.tenant)
    .filter(({ id }) => asked === undefined || asked.includes(keyOf(id)))
    .flatMap(rowsOf)
    .map((row) => (names === undefined ? row : Object.fromEntries(names.map((name) => [name, row[name] ?? null]))));
  const counts = { totalRecords: data.length, count: data.length };
  return { status: 200, headers: {}, body: { ...counts, data, facets: [], resultTruncated: "false" } };
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf({ tenant, groups }: Subscription): Row[] {
  return [...groups.values()].flatMap((group) => [...group.vnets.values()].map((vnet) => row(tenant, group, vnet)));
}

function row(tenantId: string, group: Group, { id, name, location, tags = {}, prefixes }: Vnet): Row {
  return {
    ...{ id, name, type: "microsoft.network/virtualnetworks", tenantId, kind: "", location, tags },
    ...{ resourceGroup: keyOf(group.name), subscriptionId: group.subscription },
    properties: { addressSpace: { addressPrefixes: prefixes } },
  };
}
