import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "./app.ts";

/**
 * Synthesizes every stack, members' included, under the checks of cdk-nag, and has cfn-lint read the templates where it
 * is installed. The exit code is the linter's.
 */
const root = join(import.meta.dirname, "..");
const { context } = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8"));
const members = [{ account: "222222222222", regions: ["us-east-1", "eu-west-1"] }];
const pool = "projects/123456789012/locations/global/workloadIdentityPools/crosspeer";
const guid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
const assembly = createApp({
  app: {
    outdir: join(root, "dist/check"),
    context: {
      ...context,
      members,
      externalId: "an-external-id-to-check-with",
      hubRegions: ["us-east-1", "eu-west-1"],
      google: { audience: `//iam.googleapis.com/${pool}/providers/aws`, projects: ["shop-prod"] },
      azure: { clientId: guid, subscriptions: [{ subscription: guid, tenant: guid }] },
    },
  },
}).synth();
const templates = assembly.stacks.map(({ templateFullPath }) => templateFullPath);

const linter = spawnSync("cfn-lint", templates, { cwd: root, stdio: "inherit" });
if (linter.error === undefined) {
  console.log(`cfn-lint read ${templates.length} templates: exit code ${linter.status}`);
  process.exitCode = linter.status ?? 1;
} else {
  console.log(`cfn-lint is not installed: ${templates.length} templates synthesized and not linted`);
}
