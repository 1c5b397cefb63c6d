import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "./action.ts";
import { missingParameter } from "./errors.ts";
import { type FilterTable, filterRows } from "./filters.ts";
import { DRY_RUN, FILTERS, nodes, PAGING, required, text, texts } from "./form.ts";
import { notFound, typeOfId } from "./ids.ts";
import { pageOf } from "./paging.ts";
import { peeringTags, visiblePeerings } from "./peering.ts";
import type { Tags } from "./resources.ts";
import { emitTagChange, type Tagged } from "./tag-events.ts";
import { applyTags, readTags, refuseReserved, refuseTooMany } from "./tags.ts";
import { attachmentsOf } from "./transit-gateways/attachments.ts";
import { isKnown } from "./vpn/vpn-states.ts";
import { list } from "./xml.ts";

interface TagRow {
  readonly key: string;
  readonly value: string;
  readonly owner: Tagged;
}

const PARAMETERS = [...DRY_RUN, "ResourceId.n", "Tag.n.Key", "Tag.n.Value"];
const MOST_RESOURCES = 1000;

const TAG_FILTERS: FilterTable<TagRow> = {
  key: (row) => [row.key],
  value: (row) => [row.value],
  "resource-id": (row) => [row.owner.id],
  "resource-type": (row) => [row.owner.type],
};

export const tagActions: Readonly<Record<string, Ec2Action>> = {
  CreateTags: {
    parameters: PARAMETERS,
    run(call) {
      const resources = namedResources(call);
      const tags = readTags(call.form);
      if (tags.length === 0) throw missingParameter("tagSet");
      for (const resource of resources) refuseTooMany(resource.tags, tags);
      for (const resource of resources) report(call, resource, applyTags(resource.tags, tags));
      return DONE;
    },
  },
  DeleteTags: {
    parameters: PARAMETERS,
    run(call) {
      const resources = namedResources(call);
      const doomed = nodes(call.form, "Tag").map((tag) => ({ key: required(tag, "Key"), value: text(tag, "Value") }));
      for (const { key } of doomed) refuseReserved(key);
      for (const resource of resources) report(call, resource, removeTags(resource.tags, doomed));
      return DONE;
    },
  },
  DescribeTags: {
    parameters: [...DRY_RUN, ...FILTERS, ...PAGING],
    run(call) {
      const rows = taggedOf(call).flatMap((owner) => [...owner.tags].map(([key, value]) => ({ key, value, owner })));
      const matching = filterRows(call.form, rows, TAG_FILTERS, (row) => new Map([[row.key, row.value]]));
      const page = pageOf(call.form, matching, (row) => `${row.owner.id} ${row.key}`);
      const render = ({ key, value, owner }: TagRow) => ({
        key,
        resourceId: owner.id,
        resourceType: owner.type,
        value,
      });
      return { tagSet: list(page.rows.map(render)), nextToken: page.nextToken };
    },
  },
};

/** All must exist before any is changed. */
function namedResources(call: Ec2Call): Tagged[] {
  const ids = [...new Set(texts(call.form, "ResourceId"))];
  if (ids.length === 0) throw missingParameter("resourceIdSet");
  if (ids.length > MOST_RESOURCES) {
    throw new AwsError("InvalidParameterValue", `The maximum number of resources is ${MOST_RESOURCES}`);
  }
  const byId = new Map(taggedOf(call).map((tagged) => [tagged.id, tagged]));
  return ids.map((id) => byId.get(id) ?? refuseId(id));
}

function refuseId(id: string): never {
  const type = typeOfId(id);
  if (type === undefined) throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  throw notFound(type, id);
}

function taggedOf(call: Ec2Call): Tagged[] {
  const { state, place } = call;
  const groups = [...place.groups.values()];
  return [
    ...[...place.vpcs.values()].map(({ id, tags }): Tagged => ({ id, type: "vpc", tags })),
    ...[...place.subnets.values()].map(({ id, tags }): Tagged => ({ id, type: "subnet", tags })),
    ...[...place.routeTables.values()].map(({ id, tags }): Tagged => ({ id, type: "route-table", tags })),
    ...[...place.gateways.values()].map(({ id, tags }): Tagged => ({ id, type: "internet-gateway", tags })),
    ...groups.map(({ id, tags }): Tagged => ({ id, type: "security-group", tags })),
    ...groups.flatMap(({ rules }) => rules.map(({ id, tags }): Tagged => ({ id, type: "security-group-rule", tags }))),
    ...visiblePeerings(state, place).map(
      (peering): Tagged => ({ id: peering.id, type: "vpc-peering-connection", tags: peeringTags(peering, place) }),
    ),
    ...taggedOfVpn(call),
  ];
}

function taggedOfVpn({ state, place }: Ec2Call): Tagged[] {
  const now = state.clock.now();
  const live = <T extends { readonly deletedAt?: number }>(rows: ReadonlyMap<string, T>) =>
    [...rows.values()].filter((row) => row.deletedAt === undefined);
  const known = live(place.customerGateways).filter((gateway) => isKnown(gateway, now));
  return [
    ...live(place.vpnGateways).map(({ id, tags }): Tagged => ({ id, type: "vpn-gateway", tags })),
    ...known.map(({ id, tags }): Tagged => ({ id, type: "customer-gateway", tags })),
    ...live(place.vpnConnections).map(({ id, tags }): Tagged => ({ id, type: "vpn-connection", tags })),
    ...live(place.transit.gateways).map(({ id, tags }): Tagged => ({ id, type: "transit-gateway", tags })),
    ...attachmentsOf({ state, place })
      .filter((one) => one.state !== "deleted")
      .map(({ id, tags }): Tagged => ({ id, type: "transit-gateway-attachment", tags })),
  ];
}

/** No tag named: all but AWS's own go. A value named: only if the tag has it. Returns the keys that went. */
function removeTags(
  tags: Tags,
  doomed: readonly { readonly key: string; readonly value: string | undefined }[],
): string[] {
  const keys =
    doomed.length === 0
      ? [...tags.keys()].filter((key) => !key.startsWith("aws:"))
      : doomed.filter(({ key, value }) => value === undefined || tags.get(key) === value).map(({ key }) => key);
  return keys.filter((key) => tags.delete(key));
}

function report(call: Ec2Call, resource: Tagged, changedKeys: readonly string[]): void {
  if (changedKeys.length > 0) emitTagChange(call, resource, changedKeys);
}
