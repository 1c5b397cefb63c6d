import { Aws, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";
import type { NetworkGrant, NetworkObject, OtherObject } from "./network-grants.ts";

/** The statements by which the grants hold for every network of one account, in all its regions. */
export function networkStatements(grants: readonly NetworkGrant[]): readonly PolicyStatement[] {
  return grants.map(
    ({ actions, on, conditions }) =>
      new PolicyStatement({
        actions: [...actions],
        resources: resourcesOf(on),
        ...(conditions === undefined ? {} : { conditions }),
      }),
  );
}

/** Gives cdk-nag the reason for each wildcard in the policies below a scope that hold these grants. */
export function acknowledgeNetworkWildcards(scope: IConstruct, grants: readonly NetworkGrant[]): void {
  const kinds = new Set(grants.flatMap(({ on }) => (isOfEc2(on) ? on : [])));
  const others = grants.flatMap(({ on }) => (on === "any" || isOfEc2(on) || on.region === "" ? [] : [on]));
  Validations.of(scope).acknowledge(
    {
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "The Describe calls of EC2, and X-Ray, know no resource that a policy could name",
    },
    ...[...kinds].map((kind) => ({
      id: `AwsSolutions-IAM5[Resource::${everyOf(kind, "<AWS::Partition>", "<AWS::AccountId>")}]`,
      reason: `Which ${kind} of the account is written to is decided by tags that people set later`,
    })),
    ...others.map((on) => ({
      id: `AwsSolutions-IAM5[Resource::${otherArn(on, "<AWS::Partition>", "<AWS::AccountId>")}]`,
      reason: "One log group in whatever regions have networks, with its streams",
    })),
  );
}

function everyOf(kind: string, partition: string, account: string): string {
  return `arn:${partition}:ec2:*:${account}:${kind}/*`;
}

function resourcesOf(on: NetworkGrant["on"]): string[] {
  if (on === "any") return ["*"];
  if (isOfEc2(on)) return on.map((kind) => everyOf(kind, Aws.PARTITION, Aws.ACCOUNT_ID));
  return [otherArn(on, Aws.PARTITION, Aws.ACCOUNT_ID)];
}

function isOfEc2(on: NetworkGrant["on"]): on is readonly NetworkObject[] {
  return Array.isArray(on);
}

function otherArn({ service, region, resource }: OtherObject, partition: string, account: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
