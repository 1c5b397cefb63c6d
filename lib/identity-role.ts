import { Aws, CfnOutput, Validations } from "aws-cdk-lib";
import { AccountRootPrincipal, PolicyDocument, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { functionRolePath } from "./step-handler.ts";

/** Fixed, because people write it into the other clouds' trust. */
const identityRoleName = "crosspeer-identity";

/** The one role by which the functions are known to Google Cloud and Azure; there it is trusted by its ARN. */
export class IdentityRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.role = new Role(this, "Role", {
      roleName: identityRoleName,
      path: functionRolePath,
      description: "crosspeer: who the functions are to Google Cloud and Azure",
      assumedBy: new AccountRootPrincipal().withConditions({
        ArnLike: { "aws:PrincipalArn": `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role${functionRolePath}*` },
      }),
      inlinePolicies: {
        // GetCallerIdentity, by which Google learns who we are, needs no permission.
        tokens: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ["sts:GetWebIdentityToken"],
              resources: ["*"],
              conditions: {
                "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": ["api://AzureADTokenExchange"] },
                Null: { "sts:IdentityTokenAudience": "false" },
                NumericLessThanEquals: { "sts:DurationSeconds": 300 },
              },
            }),
          ],
        }),
      },
    });
    Validations.of(this.role).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason:
        "GetWebIdentityToken knows no resource that a policy could name: its audience and length are bound instead",
    });
    new CfnOutput(this, "Arn", {
      value: this.role.roleArn,
      description: "Subject of the federated credential in Entra, and role to trust in the workload identity pool",
    });
  }
}
