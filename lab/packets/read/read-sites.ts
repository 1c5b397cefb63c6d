import { type Cloud, locate, type NetworkId, type Place, placeKey } from "../../../core/connection/network-id.ts";
import type { Lab } from "../../lab.ts";
import type { Asked } from "../adapters/asked.ts";
import { awsSite } from "../adapters/aws/aws-site.ts";
import { azureSite } from "../adapters/azure/azure-site.ts";
import { gcpSite } from "../adapters/gcp/gcp-site.ts";
import type { Site } from "../site.ts";
import { readAws } from "./aws.ts";
import { readAzure } from "./azure.ts";
import { readGcp } from "./gcp.ts";

interface Named {
  readonly name: string;
  readonly id: NetworkId;
}

/** Networks as their own clouds answer their owners now, in the order in which they are asked for. Only reads. */
export async function readSites(lab: Lab, networks: readonly Named[]): Promise<readonly Site[]> {
  const asked = networks.map(({ name, id }) => ({ name, id, keyOf: (end: string) => lab.fabric.keyOf(end) }));
  const places = Map.groupBy(asked, ({ id }) => placeKey(locate(id)));
  const read = await Promise.all([...places.values()].map((group) => readPlace(lab, group)));
  const sites = new Map(read.flat().map((site) => [site.id, site]));
  return networks.flatMap(({ id }) => sites.get(id) ?? []);
}

/** Reads what networks of one place need; gives what makes a site of each. */
type Reader = (lab: Lab, place: Place, asked: readonly Asked[]) => Promise<(network: Asked) => Site>;

const READERS: Readonly<Record<Cloud, Reader>> = {
  aws: async (lab, place) => {
    const documents = await readAws(lab, place);
    return (network) => awsSite(documents, network);
  },
  gcp: async (lab, { account }, asked) => {
    const documents = await readGcp(lab, account, asked);
    return (network) => gcpSite(documents, network);
  },
  azure: async (lab, { account }, asked) => {
    const documents = await readAzure(lab, account, asked);
    return (network) => azureSite(documents, network);
  },
};

async function readPlace(lab: Lab, asked: readonly Asked[]): Promise<Site[]> {
  const [first] = asked;
  if (first === undefined) return [];
  const place = locate(first.id);
  return asked.map(await READERS[place.cloud](lab, place, asked));
}
