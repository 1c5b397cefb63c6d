import type { CloudProvider } from "../cloud-provider.ts";
import { type AwsConfig, createEc2Clients } from "./client.ts";
import { resolveDns } from "./dns.ts";
import { applyFirewall } from "./firewalls.ts";
import { describeNetworks, listNetworks, readTags, surveyNetworks } from "./networks.ts";
import { acceptPeering, readPeering, requestPeering } from "./peerings.ts";
import { removePeering } from "./remove-peering.ts";
import { readRouteTables } from "./route-tables.ts";
import { applyRoutes } from "./routes.ts";
import { writeTag } from "./tags.ts";
import { createAwsVpn } from "./vpn.ts";

/**
 * AWS behind the provider's verbs.
 *
 * @param now epoch milliseconds; decides when credentials for other accounts are renewed
 */
export function createAwsProvider(config: AwsConfig, now: () => number): CloudProvider {
  const ec2 = createEc2Clients(config, now);
  return {
    ...createAwsVpn(ec2),
    listNetworks: (place) => listNetworks(ec2, place),
    readTags: (network) => readTags(ec2, network),
    describeNetworks: (networks) => describeNetworks(ec2, networks),
    surveyNetworks: (networks) => surveyNetworks(ec2, networks),
    requestPeering: (pair, connection) => requestPeering(ec2, pair, connection),
    acceptPeering: async (pair, peering) => {
      await acceptPeering(ec2, pair, peering);
      // One object in two accounts: it was noted when it was asked for.
      return [];
    },
    readPeering: (pair, peering) => readPeering(ec2, pair, peering),
    setPeeringOptions: (pair, peering) => resolveDns(ec2, pair, peering),
    applyRoutes: (network, peering, changes) => applyRoutes(ec2, { network, peering, changes }),
    applyFirewall: (network, connection, changes) => applyFirewall(ec2, { network, connection, changes }),
    // Routes of tables carry the traffic here.
    readImportedPrefixes: async () => undefined,
    readRouteTables: (networks) => readRouteTables(ec2, networks),
    removePeering: (pair, connection) => removePeering(ec2, pair, connection),
    writeTag: (network, key, value) => writeTag(ec2, { network, key, value }),
  };
}
