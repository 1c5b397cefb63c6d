import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { LedgerCall } from "./step-permissions.ts";

export interface LedgerProps {
  /** What becomes of the table when the stack goes. @default it is kept */
  readonly removalPolicy?: RemovalPolicy;
}

/** The table of what we own and why. */
export class Ledger extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { removalPolicy = RemovalPolicy.RETAIN }: LedgerProps = {}) {
    super(scope, id);
    this.table = new Table(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
  }

  /** CDK's own grants name every call that reads or writes, scans and batches included: more than is ever used. */
  grant(grantee: IGrantable, calls: readonly LedgerCall[]): void {
    if (calls.length === 0) return;
    const actions = calls.map((call) => `dynamodb:${call}`);
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [this.table.tableArn] }));
  }
}
