import { Aws, type CfnCondition, CfnResource, Validations } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { flowLogGroup, flowLogRole } from "../core/flows/names.ts";

export interface FlowLogRoleProps {
  /** Where the role is made: a role is the whole account's, a stack one region's. @default wherever the stack is */
  readonly condition?: CfnCondition;
}

/** The role by which EC2 writes flow logs (VPC Flow Logs: IAM role for publishing to CloudWatch Logs). */
export class FlowLogRole extends Construct {
  constructor(scope: Construct, id: string, { condition }: FlowLogRoleProps = {}) {
    super(scope, id);
    const group = `arn:${Aws.PARTITION}:logs:*:${Aws.ACCOUNT_ID}:log-group:${flowLogGroup}`;
    const role = new Role(this, "Role", {
      roleName: flowLogRole,
      description: "crosspeer: writes the flow logs that people ask for by tags",
      assumedBy: new ServicePrincipal("vpc-flow-logs.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        logs: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
              resources: [group, `${group}:*`],
            }),
            new PolicyStatement({ actions: ["logs:DescribeLogGroups"], resources: ["*"] }),
          ],
        }),
      },
    });
    const shown = `arn:<AWS::Partition>:logs:*:<AWS::AccountId>:log-group:${flowLogGroup}`;
    const reason =
      "One log group in whatever regions have networks, with its streams; which groups there are is told for all";
    Validations.of(role).acknowledge(
      ...["*", shown, `${shown}:*`].map((resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })),
    );
    const resource = role.node.defaultChild;
    if (condition !== undefined && CfnResource.isCfnResource(resource)) resource.cfnOptions.condition = condition;
  }
}
