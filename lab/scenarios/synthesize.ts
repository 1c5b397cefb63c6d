import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { azure, google, hub, places } from "./accounts.ts";

const root = join(import.meta.dirname, "../..");

/** What crosspeer is configured for: AWS alone, or all three clouds. */
export type Clouds = "aws" | "all";

/** Where the lab's cloud assemblies are written. */
const folders: Readonly<Record<Clouds, string>> = {
  aws: join(root, "dist/lab"),
  all: join(root, "dist/lab-three-clouds"),
};

const sources = ["bin", "lib", "core", "reconcile", "providers", "runtime", "functions", "statemachines"];
const files = ["cdk.json", "package-lock.json", "lab/scenarios/accounts.ts"];

/**
 * Synthesizes the CDK application for the lab's accounts, as `cdk synth` would; skipped when nothing has changed since.
 *
 * @returns the cloud assembly's folder
 */
export function synthesizeForLab(clouds: Clouds): string {
  const assemblyDir = folders[clouds];
  const manifest = join(assemblyDir, "manifest.json");
  if (existsSync(manifest) && statSync(manifest).mtimeMs > newest()) return assemblyDir;
  rmSync(assemblyDir, { recursive: true, force: true });
  const { context } = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8"));
  execFileSync(process.execPath, ["bin/crosspeer.ts"], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: assemblyDir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...configuration(clouds) }),
      // cdk-nag reads a deprecated property of the event bus policy; there is nothing to do about it here.
      JSII_DEPRECATED: "quiet",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return assemblyDir;
}

/** What a user would write into cdk.json for these accounts. */
function configuration(clouds: Clouds) {
  const members = Map.groupBy(places, ({ account }) => account);
  const regionsOf = (account: string) => (members.get(account) ?? []).map(({ region }) => region);
  return {
    members: [...members.keys()]
      .filter((account) => account !== hub.account)
      .map((account) => ({ account, regions: regionsOf(account) })),
    hubRegions: regionsOf(hub.account),
    externalId: "lab-external-id-0001",
    ...(clouds === "all" ? { google, azure } : {}),
  };
}

function newest(): number {
  const inFolders = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(root, folder, file)),
  );
  return Math.max(...[...inFolders, ...files.map((file) => join(root, file))].map((file) => statSync(file).mtimeMs));
}
