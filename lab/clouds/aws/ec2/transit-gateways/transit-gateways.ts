import { AwsError } from "../../aws-error.ts";
import type { Ec2Action, Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import { invalidValue } from "../errors.ts";
import { DRY_RUN, type Form, node, required, TAG_SPECIFICATION, text, whole } from "../form.ts";
import { lookUp, notFound } from "../ids.ts";
import { arnOf } from "../state.ts";
import { readTagSpecification, tagSet } from "../tags.ts";
import { readPrivateAsn } from "../vpn/vpn-gateways.ts";
import { isListed } from "../vpn/vpn-states.ts";
import type { XmlTree } from "../xml.ts";
import { attachmentsOf } from "./attachments.ts";
import type { TransitGateway, TransitTable } from "./transit-resources.ts";
import { transitState } from "./transit-states.ts";

const DEFAULT_ASN = 64_512;

/** Options that are switched on or off, with what they are unless given. */
const SWITCHES: Readonly<Record<string, "enable" | "disable">> = {
  AutoAcceptSharedAttachments: "disable",
  DefaultRouteTableAssociation: "enable",
  DefaultRouteTablePropagation: "enable",
  VpnEcmpSupport: "enable",
  DnsSupport: "enable",
  SecurityGroupReferencingSupport: "disable",
  MulticastSupport: "disable",
};

export const transitGatewayActions: Readonly<Record<string, Ec2Action>> = {
  CreateTransitGateway: {
    parameters: [
      ...[...DRY_RUN, ...TAG_SPECIFICATION, "Description", "Options.AmazonSideAsn"],
      ...Object.keys(SWITCHES).map((name) => `Options.${name}`),
    ],
    run(call) {
      const { state, place, form } = call;
      const options = node(form, "Options") ?? {};
      const asn = readPrivateAsn(whole(options, "AmazonSideAsn") ?? DEFAULT_ASN);
      const switches = readSwitches(options);
      const tags = readTagSpecification(form, "transit-gateway");
      const live = [...place.transit.gateways.values()].filter((gateway) => gateway.deletedAt === undefined);
      if (live.length >= state.limits.transitGateways) {
        throw new AwsError("TransitGatewayLimitExceeded", "The maximum number of transit gateways has been reached.");
      }
      const id = state.newResourceId("transit-gateway");
      // One table serves as both defaults.
      const table = Object.values(defaultsOf(switches)).includes("enable") ? makeTable(call, id).id : undefined;
      const defaults = defaultsOf(switches);
      const gateway: TransitGateway = {
        ...{ id, asn, description: text(form, "Description"), options: switches },
        associates: defaults.association === "enable" ? table : undefined,
        propagates: defaults.propagation === "enable" ? table : undefined,
        ...{ createdAt: state.clock.now(), tags },
      };
      place.transit.gateways.set(id, gateway);
      return { transitGateway: renderGateway(gateway, call) };
    },
  },
  DeleteTransitGateway: {
    parameters: [...DRY_RUN, "TransitGatewayId"],
    run(call) {
      const gateway = findTransitGateway(call, required(call.form, "TransitGatewayId"));
      const attached = attachmentsOf(call).filter((one) => one.gatewayId === gateway.id && one.state !== "deleted");
      if (attached.length > 0) {
        const ids = attached.map(({ id }) => id).join(", ");
        throw new AwsError("IncorrectState", `${gateway.id} has non-deleted Transit Gateway Attachments: ${ids}.`);
      }
      gateway.deletedAt = call.state.clock.now();
      return { transitGateway: renderGateway(gateway, call) };
    },
  },
  DescribeTransitGateways: describeAction<TransitGateway>({
    type: "transit-gateway",
    ids: "TransitGatewayIds",
    set: "transitGatewaySet",
    rows: ({ state, place }) => [...place.transit.gateways.values()].filter((one) => isListed(one, state.clock.now())),
    idOf: (gateway) => gateway.id,
    tagsOf: (gateway) => gateway.tags,
    render: renderGateway,
    filters: ({ state, place }) => ({
      "options.amazon-side-asn": (gateway) => [gateway.asn],
      "owner-id": () => [place.account],
      state: (gateway) => [transitState(gateway, state.clock.now())],
      "transit-gateway-id": (gateway) => [gateway.id],
    }),
  }),
};

/** A gateway that is not deleted; as AWS words it when calls other than routes name one (hashicorp/terraform-provider-aws). */
export function findTransitGateway({ place }: Ec2Call, id: string): TransitGateway {
  const gateway = lookUp(place.transit.gateways, "transit-gateway", id);
  if (gateway.deletedAt !== undefined) throw notFound("transit-gateway", id);
  return gateway;
}

/** @throws AwsError IncorrectState while it cannot be used */
export function refuseUnlessAvailable({ state }: Ec2Call, gateway: TransitGateway): void {
  const found = transitState(gateway, state.clock.now());
  if (found !== "available") throw new AwsError("IncorrectState", `${gateway.id} is in invalid state: ${found}.`);
}

export function makeTable({ state, place }: Ec2Call, gatewayId: string): TransitTable {
  const id = state.newResourceId("transit-gateway-route-table");
  const sets = { associated: new Set<string>(), propagating: new Set<string>() };
  const table: TransitTable = { id, gatewayId, createdAt: state.clock.now(), ...sets, tags: new Map() };
  place.transit.tables.set(id, table);
  return table;
}

function readSwitches(options: Form): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(SWITCHES).map(([name, usual]) => {
      const value = text(options, name) ?? usual;
      if (value !== "enable" && value !== "disable") {
        throw invalidValue(`Value (${value}) for parameter ${name} is invalid. Expecting enable or disable.`);
      }
      return [name, value];
    }),
  );
}

function defaultsOf({ DefaultRouteTableAssociation, DefaultRouteTablePropagation }: Readonly<Record<string, string>>) {
  return { association: DefaultRouteTableAssociation, propagation: DefaultRouteTablePropagation };
}

function renderGateway(gateway: TransitGateway, { state, place }: Ec2Call): XmlTree {
  const { id, asn, description, associates, propagates, options, createdAt, tags } = gateway;
  return {
    ...{ transitGatewayId: id, transitGatewayArn: arnOf(place, "transit-gateway", id), ownerId: place.account },
    ...{
      state: transitState(gateway, state.clock.now()),
      description,
      creationTime: new Date(createdAt).toISOString(),
    },
    options: {
      amazonSideAsn: asn,
      ...Object.fromEntries(
        Object.entries(options).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
      ),
      ...{ associationDefaultRouteTableId: associates, propagationDefaultRouteTableId: propagates },
    },
    tagSet: tagSet(tags),
  };
}
