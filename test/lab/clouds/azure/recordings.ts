import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";

const ROOT = process.env["CROSSPEER_RECORDINGS"] ?? resolve(import.meta.dirname, "../../../../../shared/recordings");
const FOLDER = join(ROOT, "azure");

/** Recordings of networks, peerings and security groups in versions whose answers look like today's. */
const NAMES: readonly (readonly [source: string, name: RegExp])[] = [
  ["azure-cli", /^test_network_(vnet|vnet_peering|vnet_peering_sync|subnet_set)\.yaml/],
  ["azure-cli", /^test_network_(local_gateway|public_ip_sku|active_active_vnet_connection|vpn_gateway)\.yaml/],
  ["azure-service-operator", /^Test_Networking_(NetworkSecurityGroup|VirtualNetwork)/],
  ["azure-service-operator", /^Test_Samples_CreationAndDeletion_Test_Network_v20250301/],
];

const Exchange = z.object({
  method: z.string(),
  url: z.string(),
  requestBody: z.unknown(),
  status: z.number(),
  responseHeaders: z.record(z.string(), z.string()),
  responseBody: z.unknown(),
});

export type Recorded = z.infer<typeof Exchange>;

interface Recording {
  readonly name: string;
  readonly exchanges: readonly Recorded[];
}

/** Where recordings of Azure are; undefined when they are not at hand. */
export const recordingsFolder = existsSync(FOLDER) ? FOLDER : undefined;

/** How a test's title says what it compares with. */
export const comparedWith = recordingsFolder ? "recorded answers" : `NOTHING: no recordings in ${FOLDER}`;

if (recordingsFolder === undefined) process.stderr.write(`answers are compared with ${comparedWith}\n`);

export function readRecordings(): Recording[] {
  if (recordingsFolder === undefined) return [];
  return NAMES.flatMap(([source, pattern]) => {
    const folder = join(FOLDER, source);
    return readdirSync(folder)
      .filter((name) => pattern.test(name))
      .map((name) => ({ name: name.split(".")[0] ?? name, exchanges: read(join(folder, name)) }));
  });
}

function read(file: string): Recorded[] {
  return z.object({ exchanges: z.array(Exchange) }).parse(JSON.parse(readFileSync(file, "utf8"))).exchanges;
}
