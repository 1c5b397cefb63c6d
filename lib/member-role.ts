import { Aws, type CfnCondition, CfnResource } from "aws-cdk-lib";
import { AccountPrincipal, PolicyDocument, Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { acknowledgeNetworkWildcards, networkStatements } from "./network-policy.ts";
import { networkGrants } from "./permissions.ts";
import { functionRolePath } from "./step-handler.ts";

export interface MemberRoleProps {
  readonly roleName: string;
  readonly hubAccount: string;
  /** What the hub's functions show to take on the role; it is this deployment's own. */
  readonly externalId: string;
  /** When given, the hub must be in this organization. */
  readonly organizationId?: string;
  /** Where the role is made: a role is the whole account's, a stack one region's. */
  readonly condition: CfnCondition;
}

/** The role by which the hub's functions work on the networks of another account. */
export class MemberRole extends Construct {
  constructor(scope: Construct, id: string, props: MemberRoleProps) {
    super(scope, id);
    const { roleName, hubAccount, externalId, organizationId, condition } = props;
    const role = new Role(this, "Role", {
      roleName,
      description: "crosspeer: joins the tagged networks of this account",
      assumedBy: new AccountPrincipal(hubAccount).withConditions({
        StringEquals: {
          "sts:ExternalId": externalId,
          ...(organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId }),
        },
        ArnLike: { "aws:PrincipalArn": `arn:${Aws.PARTITION}:iam::${hubAccount}:role${functionRolePath}*` },
      }),
      inlinePolicies: {
        networks: new PolicyDocument({ minimize: true, statements: [...networkStatements(networkGrants)] }),
      },
    });
    acknowledgeNetworkWildcards(role, networkGrants);
    const resource = role.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) resource.cfnOptions.condition = condition;
  }
}
