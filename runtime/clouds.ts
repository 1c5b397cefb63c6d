import { type Cloud, cloudOfAccount, locate, type NetworkId } from "../core/connection/network-id.ts";
import { Invalid } from "../core/faults.ts";
import type { CloudProvider } from "../providers/cloud-provider.ts";
import type { Survey } from "../providers/provider.ts";

/**
 * One provider for all clouds: each verb goes to the cloud of its network. A cloud's own is loaded when it is first asked.
 *
 * @param load throws `Invalid` for a cloud that the deployment has no access to
 */
export function joinClouds(load: (cloud: Cloud) => Promise<CloudProvider>): CloudProvider {
  const loaded = new Map<Cloud, Promise<CloudProvider>>();
  const of = (cloud: Cloud): Promise<CloudProvider> => {
    const known = loaded.get(cloud) ?? load(cloud);
    loaded.set(cloud, known);
    return known;
  };
  const by = (network: NetworkId) => of(locate(network).cloud);
  const each = <T>(networks: readonly NetworkId[], ask: (provider: CloudProvider, own: NetworkId[]) => Promise<T>) =>
    Promise.all([...byCloud(networks)].map(async ([cloud, own]) => ask(await of(cloud), own)));

  return {
    async listNetworks(place) {
      const cloud = cloudOfAccount(place.account);
      if (cloud === undefined) throw new Invalid(`${place.account} is no account, project or subscription`);
      return (await of(cloud)).listNetworks(place);
    },
    readTags: async (network) => (await by(network)).readTags(network),
    describeNetworks: async (networks) => (await each(networks, (one, own) => one.describeNetworks(own))).flat(),
    async surveyNetworks(networks) {
      const surveys = await Promise.all([...byCloud(networks)].map(([cloud, own]) => survey(of(cloud), own)));
      return {
        networks: surveys.flatMap((one) => one.networks),
        unread: new Map(surveys.flatMap((one) => [...one.unread])),
      };
    },
    requestPeering: async (pair, connection) => (await by(pair.requester)).requestPeering(pair, connection),
    acceptPeering: async (pair, peering) => (await by(pair.accepter)).acceptPeering(pair, peering),
    readPeering: async (pair, peering) => (await by(pair.requester)).readPeering(pair, peering),
    setPeeringOptions: async (pair, peering) => (await by(pair.requester)).setPeeringOptions(pair, peering),
    readImportedPrefixes: async (network, pair, peering) =>
      (await by(network)).readImportedPrefixes(network, pair, peering),
    applyRoutes: async (network, peering, changes) => (await by(network)).applyRoutes(network, peering, changes),
    applyFirewall: async (network, connection, changes) =>
      (await by(network)).applyFirewall(network, connection, changes),
    async readRouteTables(networks) {
      return new Map((await each(networks, (one, own) => one.readRouteTables(own))).flatMap((tables) => [...tables]));
    },
    removePeering: async (pair, connection, peering) =>
      (await by(pair.requester)).removePeering(pair, connection, peering),
    writeTag: async (network, key, value) => (await by(network)).writeTag(network, key, value),
    readGateway: async (network) => (await by(network)).readGateway(network),
    buildGateway: async (end) => (await by(end.near.network)).buildGateway(end),
    buildTunnels: async (end, readKey) => (await by(end.near.network)).buildTunnels(end, readKey),
    propagateRoutes: async (end) => (await by(end.near.network)).propagateRoutes(end),
    replaceKey: async (end, index, change) => (await by(end.near.network)).replaceKey(end, index, change),
    readVpn: async (end) => (await by(end.near.network)).readVpn(end),
    stopPropagation: async (network, tables) => (await by(network)).stopPropagation(network, tables),
    removeTunnels: async (network, connection) => (await by(network)).removeTunnels(network, connection),
    removeGateway: async (network) => (await by(network)).removeGateway(network),
  };
}

function byCloud(networks: readonly NetworkId[]): ReadonlyMap<Cloud, NetworkId[]> {
  return Map.groupBy(networks, (network) => locate(network).cloud);
}

/** A cloud that cannot be reached at all hides only its own networks. */
async function survey(provider: Promise<CloudProvider>, networks: readonly NetworkId[]): Promise<Survey> {
  try {
    return await (await provider).surveyNetworks(networks);
  } catch (fault) {
    return { networks: [], unread: new Map(networks.map((network) => [network, fault])) };
  }
}
