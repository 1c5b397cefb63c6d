import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            directoryName: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});
const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});
const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DependsOn: z
        .union([z.string(), z.array(z.string())])
        .transform((value) => (Array.isArray(value) ? value : [value]))
        .default([]),
      Condition: z.string().optional(),
    }),
  ),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: z.unknown(),
        Condition: z.string().optional(),
        Export: z.object({ Name: z.unknown() }).optional(),
      }),
    )
    .default({}),
});
export type Template = z.infer<typeof Template>;

/** A stack of a synthesized CDK application. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** Path of a file asset, by the S3 key that the template has for it. */
  assetPath(objectKey: string): string;
}

/** Reads a stack, by its name or its artifact's id, from a cloud assembly (`cdk.out`), stages included. */
export function readStack(directory: string, name: string): AssemblyStack {
  const found = findStack(directory, name);
  if (found === undefined) throw new Error(`${directory} has no stack ${name}`);
  const assets = readAssets(found.directory, found.artifact);
  return {
    name: found.name,
    template: Template.parse(readJson(join(found.directory, found.templateFile))),
    assetPath: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`stack ${name}: ${found.artifact}.assets.json has no asset ${objectKey}`);
      return join(found.directory, path);
    },
  };
}

interface Found {
  readonly directory: string;
  readonly artifact: string;
  readonly name: string;
  readonly templateFile: string;
}

function findStack(directory: string, name: string): Found | undefined {
  const { artifacts } = Manifest.parse(readJson(join(directory, "manifest.json")));
  for (const [artifact, { type, properties }] of Object.entries(artifacts)) {
    const templateFile = properties?.templateFile;
    const stackName = properties?.stackName ?? artifact;
    if (templateFile !== undefined && [artifact, stackName].includes(name)) {
      return { directory, artifact, name: stackName, templateFile };
    }
    // A stage of the application is an assembly of its own.
    const nested = type === "cdk:cloud-assembly" && properties?.directoryName;
    const inside = nested ? findStack(join(directory, nested), name) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function readAssets(directory: string, artifact: string): Map<string, string> {
  const file = join(directory, `${artifact}.assets.json`);
  if (!existsSync(file)) return new Map();
  const { files } = AssetManifest.parse(readJson(file));
  return new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, source.path]),
    ),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
