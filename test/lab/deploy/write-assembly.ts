import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TinyAssembly {
  readonly template: Record<string, unknown>;
  /** Text of file assets by their S3 key, `<hash>.json`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files of folder assets by their S3 key, `<hash>.zip`. */
  readonly folders?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Writes a cloud assembly with one stack, `tiny`, as the CDK does, and gives its folder. */
export function writeAssembly({ template, files = {}, folders = {} }: TinyAssembly): string {
  const directory = mkdtempSync(join(tmpdir(), "assembly-"));
  const write = (path: string, text: string) => writeFileSync(join(directory, path), text);
  const properties = { templateFile: "tiny.template.json", stackName: "tiny" };
  write("manifest.json", JSON.stringify({ artifacts: { tiny: { type: "aws:cloudformation:stack", properties } } }));
  write("tiny.template.json", JSON.stringify(template));
  for (const [key, text] of Object.entries(files)) write(`asset.${key}`, text);
  for (const [key, contents] of Object.entries(folders)) {
    mkdirSync(join(directory, `asset.${key}`));
    for (const [name, text] of Object.entries(contents)) write(join(`asset.${key}`, name), text);
  }
  const keys = [...Object.keys(files), ...Object.keys(folders)];
  const entries = keys.map((objectKey) => [
    objectKey,
    { source: { path: `asset.${objectKey}` }, destinations: { here: { bucketName: "b", objectKey } } },
  ]);
  write("tiny.assets.json", JSON.stringify({ files: Object.fromEntries(entries) }));
  return directory;
}

/** A role that a service may take on. */
export function roleFor(service: string): Record<string, unknown> {
  const statement = { Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" };
  return {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [statement] } },
  };
}
