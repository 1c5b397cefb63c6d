import { Invalid } from "../../core/faults.ts";
import type { CloudProvider } from "../cloud-provider.ts";
import { createGcpClients, type GcpConfig } from "./client.ts";
import { applyFirewall } from "./firewalls.ts";
import { describeNetworks, listNetworks, readTags, surveyNetworks } from "./networks.ts";
import { setPeeringOptions } from "./peering-options.ts";
import { readImportedPrefixes } from "./peering-routes.ts";
import { acceptPeering, readPeering, requestPeering } from "./peerings.ts";
import { removePeering } from "./remove-peering.ts";
import { writeTag } from "./tags.ts";
import { createGcpVpn } from "./vpn.ts";

/**
 * Google Cloud behind the provider's verbs.
 *
 * @param uuid gives a new UUID at each call; tells our requests apart
 */
export function createGcpProvider(config: GcpConfig, uuid: () => string): CloudProvider {
  const gcp = createGcpClients(config, uuid);
  return {
    ...createGcpVpn(gcp),
    listNetworks: (place) => listNetworks(gcp, place),
    readTags: (network) => readTags(gcp, network),
    describeNetworks: (networks) => describeNetworks(gcp, networks),
    surveyNetworks: (networks) => surveyNetworks(gcp, networks),
    requestPeering: (pair, connection) => requestPeering(gcp, pair, connection),
    acceptPeering: (pair) => acceptPeering(gcp, pair),
    readPeering: (pair) => readPeering(gcp, pair),
    setPeeringOptions: (pair, peering) => setPeeringOptions(gcp, pair, peering),
    readImportedPrefixes: (network, pair) => readImportedPrefixes(gcp, network, pair),
    // Routes come with the peering: no plan has any to make.
    applyRoutes: async (network, _, changes) => {
      if (changes.length === 0) return [];
      throw new Invalid(`${network} takes its routes from the peering: there is no table to change`);
    },
    applyFirewall: (network, connection, changes) => applyFirewall(gcp, { network, connection, changes }),
    readRouteTables: async (networks) => new Map(networks.map((network) => [network, []])),
    removePeering: (pair) => removePeering(gcp, pair),
    writeTag: (network, key, value) => writeTag(gcp, { network, key, value }),
  };
}
