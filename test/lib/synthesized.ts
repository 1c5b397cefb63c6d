import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { createApp } from "../../lib/app.ts";

// cdk-nag's rule for event buses reads a property that CDK has deprecated.
process.env["JSII_DEPRECATED"] = "quiet";

export interface Synthesized {
  readonly app: App;
  readonly hub: Template;
  readonly member: Template;
}

export const externalId = "2f6c4f0e-example-of-one-deployment";
export const members = [{ account: "222222222222", regions: ["eu-west-1", "us-east-1"] }];

const guid = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
export const google = {
  audience: "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/crosspeer/providers/aws",
  projects: ["shop-prod"],
};
export const azure = { clientId: guid, subscriptions: [{ subscription: guid, tenant: guid }] };

/** Both stacks as a deployment with one member account has them, around a stand-in for the bundle. */
export function synthesize(context: Readonly<Record<string, unknown>> = { members, externalId }): Synthesized {
  const bundleDir = mkdtempSync(join(tmpdir(), "crosspeer-bundle-"));
  writeFileSync(join(bundleDir, "read-intent.mjs"), "export async function handler() {}\n");
  const outdir = mkdtempSync(join(tmpdir(), "crosspeer-cdk-"));
  const app = createApp({ bundleDir, app: { outdir, context: { ...context } } });
  return { app, hub: templateOf(app, "crosspeer"), member: templateOf(app, "crosspeer-member") };
}

function templateOf(app: App, name: string): Template {
  return Template.fromStack(Stack.of(app.node.findChild(name)));
}
