import { Aws, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";
import type { NetworkGrant } from "./network-grants.ts";

/** The statements by which the grants hold for every network of one account, in all its regions. */
export function networkStatements(grants: readonly NetworkGrant[]): readonly PolicyStatement[] {
  return grants.map(
    ({ actions, on, conditions }) =>
      new PolicyStatement({
        actions: [...actions],
        resources: on === "any" ? ["*"] : on.map((kind) => everyOf(kind, Aws.PARTITION, Aws.ACCOUNT_ID)),
        ...(conditions === undefined ? {} : { conditions }),
      }),
  );
}

/** Gives cdk-nag the reason for each wildcard in the policies below a scope that hold these grants. */
export function acknowledgeNetworkWildcards(scope: IConstruct, grants: readonly NetworkGrant[]): void {
  const kinds = new Set(grants.flatMap(({ on }) => (on === "any" ? [] : on)));
  Validations.of(scope).acknowledge(
    {
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "The Describe calls of EC2, and X-Ray, know no resource that a policy could name",
    },
    ...[...kinds].map((kind) => ({
      id: `AwsSolutions-IAM5[Resource::${everyOf(kind, "<AWS::Partition>", "<AWS::AccountId>")}]`,
      reason: `Which ${kind} of the account is written to is decided by tags that people set later`,
    })),
  );
}

function everyOf(kind: string, partition: string, account: string): string {
  return `arn:${partition}:ec2:*:${account}:${kind}/*`;
}
