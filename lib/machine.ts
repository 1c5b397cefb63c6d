import { readFileSync } from "node:fs";
import { Aws, Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  type Alarm,
  ComparisonOperator,
  type IAlarmAction,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { pascalCase } from "./substitutions.ts";

export interface MachineProps {
  /** The file with the definition in Amazon States Language. */
  readonly definitionFile: string;
  /** What the definition's tasks invoke, by substitution name. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** The machines that the definition runs to their end, by substitution name. */
  readonly machines: ReadonlyMap<string, Machine>;
  readonly logRetentionDays: RetentionDays;
  /** Whether inputs and outputs of states stand in the logs too. */
  readonly logsData: boolean;
  readonly alarmActions: readonly IAlarmAction[];
}

/** A state machine from its file, allowed to call exactly what the file names. */
export class Machine extends Construct {
  readonly stateMachine: StateMachine;
  readonly alarm: Alarm;
  private readonly name: string;

  constructor(scope: Construct, name: string, props: MachineProps) {
    super(scope, pascalCase(name));
    this.name = `crosspeer-${name}`;
    const { definitionFile, functions, machines, logRetentionDays, logsData, alarmActions } = props;
    this.stateMachine = new StateMachine(this, "Machine", {
      stateMachineName: this.name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromFile(definitionFile),
      definitionSubstitutions: Object.fromEntries([
        ...[...functions].map(([name, { functionArn }]) => [name, functionArn]),
        ...[...machines].map(([name, { stateMachine }]) => [name, stateMachine.stateMachineArn]),
      ]),
      logs: { destination: this.createLogGroup(logRetentionDays), level: LogLevel.ALL, includeExecutionData: logsData },
      tracingEnabled: true,
    });
    this.allowInvoke([...functions.values()]);
    for (const machine of machines.values()) this.allowRun(machine);
    if (readFileSync(definitionFile, "utf8").includes('"DISTRIBUTED"')) this.allowMapRuns();
    this.alarm = this.createAlarm(alarmActions);
    Validations.of(this.stateMachine).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "The calls by which Step Functions sets up its log delivery, and X-Ray, know no resource to name",
    });
  }

  /** Below this prefix a log group does not count against the size of the account's log resource policy. */
  private createLogGroup(retention: RetentionDays): LogGroup {
    return new LogGroup(this, "Logs", {
      logGroupName: `/aws/vendedlogs/states/${this.name}`,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** CDK's own grant covers every version and alias as well; the definitions name the function alone. */
  private allowInvoke(functions: readonly LambdaFunction[]): void {
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({
        actions: ["lambda:InvokeFunction"],
        resources: functions.map(({ functionArn }) => functionArn),
      }),
    );
  }

  /** What `states:startExecution.sync:2` takes (Step Functions: IAM policies for nested executions). */
  private allowRun({ name, stateMachine }: Machine): void {
    const executions = `${Aws.REGION}:${Aws.ACCOUNT_ID}:execution:${name}:*`;
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({ actions: ["states:StartExecution"], resources: [stateMachine.stateMachineArn] }),
    );
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [`arn:${Aws.PARTITION}:states:${executions}`],
      }),
    );
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({
        actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
        resources: [
          `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
        ],
      }),
    );
    Validations.of(this.stateMachine).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*]`,
      reason: "An execution's name is not known before it is started",
    });
  }

  /** A Distributed Map starts executions of the machine that it stands in (Step Functions: IAM policies for Map states). */
  private allowMapRuns(): void {
    const arnOf = (resource: string) => `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
    const executions = arnOf(`execution:${this.name}:*`);
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({ actions: ["states:StartExecution"], resources: [arnOf(`stateMachine:${this.name}`)] }),
    );
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({ actions: ["states:DescribeExecution", "states:StopExecution"], resources: [executions] }),
    );
    Validations.of(this.stateMachine).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${this.name}:*]`,
      reason: "An execution's name is not known before it is started",
    });
  }

  private createAlarm(actions: readonly IAlarmAction[]): Alarm {
    const alarm = new MathExpression({
      expression: "failed + timedOut",
      label: `${this.name} failed or timed out`,
      period: Duration.minutes(5),
      usingMetrics: { failed: this.stateMachine.metricFailed(), timedOut: this.stateMachine.metricTimedOut() },
    }).createAlarm(this, "Alarm", {
      alarmDescription:
        `crosspeer: an execution of ${this.name} failed or timed out. Open the newest failed execution in the Step ` +
        "Functions console: the red state's name is the file to look into, its cause says what to change.",
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...actions);
    return alarm;
  }
}
