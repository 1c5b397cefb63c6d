import type { Provider } from "../provider.ts";
import type { VpnProvider } from "../vpn.ts";
import { type AzureConfig, createAzureClients } from "./client.ts";
import { applyFirewall } from "./firewalls.ts";
import { describeNetworks, listNetworks, readTags, surveyNetworks } from "./networks.ts";
import { setPeeringOptions } from "./peering-options.ts";
import { acceptPeering, readImportedPrefixes, readPeering, requestPeering } from "./peerings.ts";
import { removePeering } from "./remove-peering.ts";
import { writeTag } from "./tags.ts";
import { createAzureVpn } from "./vpn.ts";

/** Azure behind the provider's verbs. A peering's halves are named by its connection, which each verb knows by the pair. */
export function createAzureProvider(config: AzureConfig): Provider & VpnProvider {
  const azure = createAzureClients(config);
  return {
    ...createAzureVpn(azure),
    listNetworks: (place) => listNetworks(azure, place),
    readTags: (network) => readTags(azure, network),
    describeNetworks: (networks) => describeNetworks(azure, networks),
    surveyNetworks: (networks) => surveyNetworks(azure, networks),
    requestPeering: (pair) => requestPeering(azure, pair),
    acceptPeering: (pair) => acceptPeering(azure, pair),
    readPeering: (pair) => readPeering(azure, pair),
    setPeeringOptions: (pair, peering) => setPeeringOptions(azure, pair, peering),
    readImportedPrefixes: (network, pair) => readImportedPrefixes(azure, network, pair),
    // Routes come with the peering.
    applyRoutes: async () => [],
    readRouteTables: async (networks) => new Map(networks.map((network) => [network, []])),
    applyFirewall: (network, connection, changes) => applyFirewall(azure, { network, connection, changes }),
    removePeering: (pair) => removePeering(azure, pair),
    writeTag: (network, key, value) => writeTag(azure, { network, key, value }),
  };
}
