import * as z from "zod";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { AzureClients } from "./client.ts";
import { attemptWithSecret, unlessMissing } from "./faults.ts";
import { locateVnet, siblingId } from "./places.ts";

// Not with the network client's own methods: they fail to read a connection whose gateway comes as a mere reference, as it
// does (@azure/arm-network 39). What is not named here is not kept, so that a key is not either.
const Answer = z.object({
  name: z.string(),
  properties: z.object({
    provisioningState: z.string().optional(),
    connectionStatus: z.string().optional(),
    virtualNetworkGateway1: z.object({ id: z.string() }),
    localNetworkGateway2: z.object({ id: z.string() }).nullish(),
    connectionProtocol: z.string().optional(),
    enableBgp: z.boolean().optional(),
    gatewayCustomBgpIpAddresses: z
      .array(z.object({ ipConfigurationId: z.string(), customBgpIpAddress: z.string() }))
      .nullish(),
    ipsecPolicies: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).nullish(),
  }),
});
const Page = z.object({ value: z.array(Answer), nextLink: z.string().nullish() });

/** A connection of a gateway: one tunnel. */
export type Connection = { readonly name: string } & z.infer<typeof Answer>["properties"];

const version = "api-version=2026-01-01";

/** The connections of a network's group, those of others too, by name. */
export async function readConnections(
  azure: AzureClients,
  network: NetworkId,
): Promise<ReadonlyMap<string, Connection>> {
  const { subscription } = locateVnet(network);
  const found: Connection[] = [];
  for (let url: string | undefined = `${siblingId(network, "connections", "")}?${version}`; url !== undefined; ) {
    const at: string = url;
    const answer = await unlessMissing(() => azure.send(subscription, { method: "GET", url: at }));
    const page = Page.parse(answer ?? { value: [] });
    found.push(...page.value.map(toConnection));
    url = page.nextLink || undefined;
  }
  return new Map(found.map((one) => [one.name.toLowerCase(), one]));
}

/** One connection with its status, which a list does not tell. */
export async function readConnection(
  azure: AzureClients,
  network: NetworkId,
  name: string,
): Promise<Connection | undefined> {
  const url = `${siblingId(network, "connections", name)}?${version}`;
  const answer = await unlessMissing(() => azure.send(locateVnet(network).subscription, { method: "GET", url }));
  return answer === undefined ? undefined : toConnection(Answer.parse(answer));
}

interface NewConnection {
  readonly network: NetworkId;
  readonly name: string;
  readonly body: object;
  /** The pre-shared key that the body holds. */
  readonly key: string;
}

/** Asks for a connection and does not wait for it. */
export async function putConnection(azure: AzureClients, { network, name, body, key }: NewConnection): Promise<void> {
  const url = `${siblingId(network, "connections", name)}?${version}`;
  await attemptWithSecret(`make connection ${name} of ${network}`, key, () =>
    azure.send(locateVnet(network).subscription, { method: "PUT", url, body }),
  );
}

/** Asks for another pre-shared key of a connection that is there, and does not wait for it. */
export async function putSharedKey(
  azure: AzureClients,
  { network, name, key }: Omit<NewConnection, "body">,
): Promise<void> {
  const url = `${siblingId(network, "connections", name)}/sharedkey?${version}`;
  // The answer repeats the key: nothing of it is kept.
  await attemptWithSecret(`replace the key of connection ${name} of ${network}`, key, () =>
    azure.send(locateVnet(network).subscription, { method: "PUT", url, body: { value: key } }),
  );
}

function toConnection({ name, properties }: z.infer<typeof Answer>): Connection {
  return { name, ...properties };
}
