import type { Ec2Action } from "./action.ts";
import { invalidValue } from "./errors.ts";
import { type FilterTable, filterRows } from "./filters.ts";
import { DRY_RUN, FILTERS, text, texts } from "./form.ts";
import { list, type XmlTree } from "./xml.ts";

interface Zone {
  readonly name: string;
  readonly id: string;
  readonly region: string;
}

/** The regions that an account has from the start, with the short names in zone ids. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  "ap-northeast-1": "apne1",
  "ap-northeast-2": "apne2",
  "ap-northeast-3": "apne3",
  "ap-south-1": "aps1",
  "ap-southeast-1": "apse1",
  "ap-southeast-2": "apse2",
  "ca-central-1": "cac1",
  "eu-central-1": "euc1",
  "eu-north-1": "eun1",
  "eu-west-1": "euw1",
  "eu-west-2": "euw2",
  "eu-west-3": "euw3",
  "sa-east-1": "sae1",
  "us-east-1": "use1",
  "us-east-2": "use2",
  "us-west-1": "usw1",
  "us-west-2": "usw2",
};

const REGION_FILTERS: FilterTable<string> = {
  "region-name": (region) => [region],
  endpoint: (region) => [endpointOf(region)],
  "opt-in-status": () => ["opt-in-not-required"],
};

const ZONE_FILTERS: FilterTable<Zone> = {
  "zone-name": (zone) => [zone.name],
  "zone-id": (zone) => [zone.id],
  "region-name": (zone) => [zone.region],
  "zone-type": () => ["availability-zone"],
  state: () => ["available"],
};

export const regionActions: Readonly<Record<string, Ec2Action>> = {
  DescribeRegions: {
    parameters: [...DRY_RUN, ...FILTERS, "RegionName.n", "AllRegions"],
    run({ form }) {
      const names = texts(form, "RegionName");
      const unknown = names.find((name) => !isRegion(name));
      if (unknown !== undefined) throw invalidValue(`Invalid region name '${unknown}'.`);
      const asked = Object.keys(SHORT_NAMES).filter((name) => names.length === 0 || names.includes(name));
      return { regionInfo: list(filterRows(form, asked, REGION_FILTERS).map(renderRegion)) };
    },
  },
  DescribeAvailabilityZones: {
    parameters: [...DRY_RUN, ...FILTERS, "ZoneName.n", "ZoneId.n", "AllAvailabilityZones"],
    run({ form, place }) {
      const names = texts(form, "ZoneName");
      const ids = texts(form, "ZoneId");
      const asked = zonesOf(place.region).filter(
        (zone) => (names.length === 0 || names.includes(zone.name)) && (ids.length === 0 || ids.includes(zone.id)),
      );
      if (asked.length < Math.max(names.length, ids.length)) {
        throw invalidValue(`Invalid availability zone: [${[...names, ...ids].join(", ")}]`);
      }
      return { availabilityZoneInfo: list(filterRows(form, asked, ZONE_FILTERS).map(renderZone)) };
    },
  },
};

export function isRegion(name: string): boolean {
  return Object.hasOwn(SHORT_NAMES, name);
}

/** The zone that CreateSubnet names, or the first. */
export function chooseZone(form: Parameters<typeof text>[0], region: string): Zone {
  const name = text(form, "AvailabilityZone");
  const id = text(form, "AvailabilityZoneId");
  const zone = zonesOf(region).find(
    (candidate) => (name === undefined || candidate.name === name) && (id === undefined || candidate.id === id),
  );
  if (zone === undefined) {
    throw invalidValue(
      `Value (${name ?? id}) for parameter availabilityZone is invalid. Subnets can be created in ${region}`,
    );
  }
  return zone;
}

function zonesOf(region: string): Zone[] {
  const short = SHORT_NAMES[region] ?? region;
  return ["a", "b", "c"].map((letter, index) => ({ name: region + letter, id: `${short}-az${index + 1}`, region }));
}

function endpointOf(region: string): string {
  return `ec2.${region}.amazonaws.com`;
}

function renderRegion(region: string): XmlTree {
  return { optInStatus: "opt-in-not-required", regionName: region, regionEndpoint: endpointOf(region) };
}

function renderZone(zone: Zone): XmlTree {
  return {
    optInStatus: "opt-in-not-required",
    messageSet: list([]),
    regionName: zone.region,
    zoneName: zone.name,
    zoneId: zone.id,
    groupName: `${zone.region}-zg-1`,
    networkBorderGroup: zone.region,
    zoneType: "availability-zone",
    zoneState: "available",
  };
}
