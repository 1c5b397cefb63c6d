import { NetworkManagementClient, type NetworkManagementClientOptionalParams } from "@azure/arm-network";
import {
  auxiliaryAuthenticationHeaderPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";
import * as z from "zod";
import { Refused } from "../../core/faults.ts";
import { createCredentials } from "./credentials.ts";
import { patience, patient } from "./patience.ts";

export interface AzureConfig {
  /** The application that Entra knows us by; one that serves several tenants stands in each. */
  readonly clientId: string;
  /** The tenant of each subscription. */
  readonly tenants: Readonly<Record<string, string>>;
  /** A token that proves which AWS role we are, for the application's federated credential. */
  readonly webIdentityToken: () => Promise<string>;
  /** Resource Manager. @default the public cloud's */
  readonly endpoint?: string;
  /** Entra. @default the public cloud's */
  readonly authorityHost?: string;
  /** For every client. @default nothing */
  readonly sdk?: Pick<NetworkManagementClientOptionalParams, "tlsOptions">;
}

/** A call of Resource Manager that the network client has no method for, or none that works. */
export interface ArmRequest {
  readonly method: "GET" | "PATCH" | "PUT";
  /** A path with its api-version, or an address that an answer gave. */
  readonly url: string;
  readonly body?: object;
}

/** One network client for each subscription. */
export interface AzureClients {
  /** @param peer the subscription of a network that a write refers to, whose tenant has to agree */
  at(subscription: string, peer?: string): NetworkManagementClient;
  /** The answer's JSON. Throws as the network client does. */
  send(subscription: string, request: ArmRequest): Promise<unknown>;
}

const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const resourceManager = "https://management.azure.com";

export function createAzureClients(config: AzureConfig): AzureClients {
  const { endpoint = resourceManager } = config;
  const tenants = new Map(Object.entries(config.tenants).map(([id, tenant]) => [id.toLowerCase(), tenant]));
  const credentialOf = createCredentials(config);
  const http = createDefaultHttpClient();
  const clients = new Map<string, NetworkManagementClient>();

  return { at, send };

  function at(subscription: string, peer = subscription): NetworkManagementClient {
    const [own, other] = [tenantOf(subscription), tenantOf(peer)];
    const key = `${subscription} ${other}`;
    const kept = clients.get(key);
    if (kept !== undefined) return kept;
    const client = new NetworkManagementClient(credentialOf(own), subscription, {
      ...config.sdk,
      ...patience,
      endpoint,
    });
    client.pipeline.addPolicy(patient, { afterPhase: "Retry" });
    if (other !== own) {
      const scopes = `${resourceManager}/.default`;
      client.pipeline.addPolicy(auxiliaryAuthenticationHeaderPolicy({ credentials: [credentialOf(other)], scopes }));
    }
    clients.set(key, client);
    return client;
  }

  function tenantOf(subscription: string): string {
    const tenant = tenants.get(subscription);
    if (tenant !== undefined) return tenant;
    throw new Refused(`no tenant is known for subscription ${subscription}: add it to the configuration`);
  }

  async function send(subscription: string, { method, url, body }: ArmRequest): Promise<unknown> {
    const request = createPipelineRequest({
      method,
      url: new URL(url, endpoint).href,
      headers: createHttpHeaders({ accept: "application/json", "content-type": "application/json" }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readAnswer(await at(subscription).pipeline.sendRequest(http, request));
  }
}

/** What the network client throws, of the same shape. */
function readAnswer(response: PipelineResponse): unknown {
  const text = response.bodyAsText ?? "";
  if (response.status < 400) return text === "" ? undefined : JSON.parse(text);
  const body = parse(text);
  const { code, message } = Refusal.safeParse(body).data?.error ?? {};
  const error = new RestError(message ?? `Resource Manager answered ${response.status}`, {
    statusCode: response.status,
    ...(code === undefined ? {} : { code }),
  });
  error.details = body;
  throw error;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
