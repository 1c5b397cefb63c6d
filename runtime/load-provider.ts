import { randomUUID } from "node:crypto";
import type { Cloud } from "../core/connection/network-id.ts";
import { Invalid } from "../core/faults.ts";
import type { AwsConfig } from "../providers/aws/client.ts";
import type { AzureConfig } from "../providers/azure/client.ts";
import type { CloudProvider } from "../providers/cloud-provider.ts";
import type { GcpConfig } from "../providers/gcp/client.ts";
import type { Environment } from "./environment.ts";
import { createIdentity, type Identity } from "./identity.ts";

/**
 * A cloud's provider. Each cloud's client is heavy: it is its own chunk of the bundle, loaded where it is used.
 *
 * @throws Invalid for a cloud that the deployment has no access to
 */
export function loadProvider(cloud: Cloud, environment: Environment): Promise<CloudProvider> {
  switch (cloud) {
    case "aws":
      return loadAws(environment);
    case "gcp":
      return loadGcp(environment);
    case "azure":
      return loadAzure(environment);
  }
}

async function loadAws(environment: Environment): Promise<CloudProvider> {
  const { createAwsProvider } = await import("../providers/aws/provider.ts");
  return createAwsProvider(awsConfig(environment), Date.now);
}

/** How the functions reach accounts of AWS. */
export function awsConfig(environment: Environment): AwsConfig {
  const { HUB_ACCOUNT, MEMBER_ROLE_NAME, MEMBER_EXTERNAL_ID } = environment;
  const externalId = MEMBER_EXTERNAL_ID === undefined ? {} : { externalId: MEMBER_EXTERNAL_ID };
  const sessionName = sessionNameOf(environment);
  return { hubAccount: HUB_ACCOUNT, memberRoleName: MEMBER_ROLE_NAME, sessionName, ...externalId };
}

async function loadGcp(environment: Environment): Promise<CloudProvider> {
  const { createGcpProvider } = await import("../providers/gcp/provider.ts");
  return createGcpProvider(gcpConfig(environment), randomUUID);
}

/** How the functions reach projects of Google Cloud. */
export function gcpConfig(environment: Environment): GcpConfig {
  const { GOOGLE, GOOGLE_ENDPOINT, AWS_REGION } = environment;
  if (GOOGLE === undefined) throw new Invalid("no access to Google Cloud is configured: set the context key google");
  const { sessionKeys } = identityOf(environment);
  const endpoint = GOOGLE_ENDPOINT === undefined ? {} : { endpoint: GOOGLE_ENDPOINT };
  return { ...GOOGLE, ...endpoint, aws: { region: AWS_REGION, sessionKeys } };
}

async function loadAzure(environment: Environment): Promise<CloudProvider> {
  const { createAzureProvider } = await import("../providers/azure/provider.ts");
  return createAzureProvider(azureConfig(environment));
}

/** How the functions reach subscriptions of Azure. */
export function azureConfig(environment: Environment): AzureConfig {
  const { AZURE, AZURE_ENDPOINT, AZURE_AUTHORITY_HOST } = environment;
  if (AZURE === undefined) throw new Invalid("no access to Azure is configured: set the context key azure");
  const { webIdentityToken } = identityOf(environment);
  return {
    clientId: AZURE.clientId,
    tenants: Object.fromEntries(AZURE.subscriptions.map(({ subscription, tenant }) => [subscription, tenant])),
    webIdentityToken,
    ...(AZURE_ENDPOINT === undefined ? {} : { endpoint: AZURE_ENDPOINT }),
    ...(AZURE_AUTHORITY_HOST === undefined ? {} : { authorityHost: AZURE_AUTHORITY_HOST }),
  };
}

function identityOf(environment: Environment): Identity {
  const { IDENTITY_ROLE_ARN } = environment;
  if (IDENTITY_ROLE_ARN === undefined) throw new Error("IDENTITY_ROLE_ARN is not set");
  return createIdentity(IDENTITY_ROLE_ARN, sessionNameOf(environment), Date.now);
}

/** Names the function in the audit trail of whoever trusts it. */
function sessionNameOf({ AWS_LAMBDA_FUNCTION_NAME }: Environment): string {
  return AWS_LAMBDA_FUNCTION_NAME.slice(0, 64);
}
