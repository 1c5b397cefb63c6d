import type { Credentials } from "./clouds/aws/credentials.ts";
import type { AzureCloud, AzureCloudOptions } from "./clouds/azure/azure-cloud.ts";
import type { GcpCloud, GcpOptions } from "./clouds/gcp/gcp-cloud.ts";
import type { VirtualClock } from "./world/clock.ts";
import type { Fabric } from "./world/fabric.ts";
import type { Faults } from "./world/faults.ts";
import type { Journal } from "./world/journal.ts";
import { SeededRandom } from "./world/random.ts";

export type GoogleOptions = Pick<GcpOptions, "projects" | "limits" | "port">;
export type AzureOptions = Pick<AzureCloudOptions, "tenants" | "limits" | "port" | "throttling">;

/** The clouds that a lab has besides AWS. */
export interface OtherClouds {
  readonly gcp?: GcpCloud;
  readonly azure?: AzureCloud;
  /** Variables by which the functions' processes find these clouds, and believe Azure's certificate. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface World {
  readonly clock: VirtualClock;
  readonly fabric: Fabric;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly seed: number;
  readonly warn: (message: string) => void;
}

interface Wanted {
  readonly gcp: GoogleOptions | undefined;
  readonly azure: AzureOptions | undefined;
}

/** Starts the clouds that are asked for, in the world that AWS is in. Code of a cloud that is not is not even loaded. */
export async function startOtherClouds(world: World, credentials: Credentials, wanted: Wanted): Promise<OtherClouds> {
  const gcp = wanted.gcp && (await startGoogle(world, credentials, wanted.gcp));
  const azure = wanted.azure && (await startMicrosoft(world, wanted.azure));
  return {
    ...(gcp && { gcp }),
    ...(azure && { azure }),
    variables: { ...(gcp && { GOOGLE_ENDPOINT: gcp.endpoint }), ...(azure && azureVariables(azure)) },
    close: async () => {
      await gcp?.close();
      await azure?.close();
    },
  };
}

async function startGoogle(world: World, credentials: Credentials, options: GoogleOptions): Promise<GcpCloud> {
  const { startGcp } = await import("./clouds/gcp/gcp-cloud.ts");
  // What GetCallerIdentity would say to Google of a request that was signed with the key.
  const awsIdentities = (accessKeyId: string) => credentials.identify(accessKeyId)?.arn;
  return startGcp({ ...world, random: stream(world, 1), ...options, awsIdentities });
}

async function startMicrosoft(world: World, options: AzureOptions): Promise<AzureCloud> {
  const { startAzure } = await import("./clouds/azure/azure-cloud.ts");
  return startAzure({ ...world, random: stream(world, 2), ...options });
}

/** Beside those of AWS, which count up from a thousand times the seed. */
function stream({ seed }: World, number: number): SeededRandom {
  return new SeededRandom(seed * 1000 - number);
}

function azureVariables({ endpoint, caFile }: AzureCloud): Readonly<Record<string, string>> {
  return { AZURE_ENDPOINT: endpoint, AZURE_AUTHORITY_HOST: endpoint, NODE_EXTRA_CA_CERTS: caFile };
}
