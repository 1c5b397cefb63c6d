import { Aws, Validations } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { SecretCall } from "./step-permissions.ts";

/** Below this prefix are our secrets and nobody else's. */
const prefix = "crosspeer/";

/** Lets a role make these calls about the keys of tunnels. The account's own key for Secrets Manager needs no grant. */
export function grantSecrets(role: Role, calls: readonly SecretCall[]): void {
  if (calls.length === 0) return;
  const actions = calls.map((call) => `secretsmanager:${call}`);
  const resources = [everyOf(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID)];
  role.addToPolicy(new PolicyStatement({ actions, resources }));
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${everyOf("<AWS::Partition>", "<AWS::Region>", "<AWS::AccountId>")}]`,
    reason: "Which tunnels there will be is decided by tags that people set later: each has a secret of its own",
  });
}

function everyOf(partition: string, region: string, account: string): string {
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}*`;
}
