import { join } from "node:path";
import type { RemovalPolicy } from "aws-cdk-lib";
import type { IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import { Code } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { Alerts } from "./alerts.ts";
import { Board } from "./board.ts";
import { bundle } from "./bundle.ts";
import type { Config } from "./config.ts";
import { DeadLetters } from "./dead-letters.ts";
import { FlowLogRole } from "./flow-log-role.ts";
import { HubBus } from "./hub-bus.ts";
import { IdentityRole } from "./identity-role.ts";
import { Ledger } from "./ledger.ts";
import type { Machine } from "./machine.ts";
import { Machines } from "./machines.ts";
import { permissions, stepNames } from "./permissions.ts";
import { StepHandlers } from "./step-handlers.ts";
import type { StartedMachine } from "./step-permissions.ts";
import { TagForwarder } from "./tag-events.ts";
import { Triggers } from "./triggers.ts";

export interface CrosspeerProps {
  /** What a person configures; `parseConfig({})` gives the defaults. */
  readonly config: Config;
  /** A folder with the bundled handlers. @default the handlers of this package, bundled into dist/functions */
  readonly bundleDir?: string;
  /** A folder with the state machines' definitions. @default those of this package */
  readonly definitionsDir?: string;
  /** Whom the alarms tell besides their own topic. @default nobody */
  readonly alarmActions?: readonly IAlarmAction[];
  /** What becomes of the ledger when the stack goes. @default it is kept */
  readonly ledgerRemovalPolicy?: RemovalPolicy;
}

const root = join(import.meta.dirname, "..");

/** The hub: what hears of tag changes and joins networks. One for each account and region. */
export class Crosspeer extends Construct {
  readonly ledger: Ledger;
  readonly hubBus: HubBus;
  readonly handlers: StepHandlers;
  readonly machines: Machines;
  readonly deadLetters: DeadLetters;
  readonly alerts: Alerts;

  constructor(scope: Construct, id: string, props: CrosspeerProps) {
    super(scope, id);
    const { config, ledgerRemovalPolicy } = props;
    const { definitionsDir = join(root, "statemachines"), bundleDir = bundleOwnHandlers() } = props;
    this.ledger = new Ledger(this, "Ledger", ledgerRemovalPolicy ? { removalPolicy: ledgerRemovalPolicy } : {});
    this.deadLetters = new DeadLetters(this, "DeadLetters");
    const deadLetters = this.deadLetters.queue;
    this.hubBus = new HubBus(this, "HubBus", {
      memberAccounts: config.members.map(({ account }) => account),
      ...(config.organizationId === undefined ? {} : { organizationId: config.organizationId }),
      deadLetters,
    });
    const { bus } = this.hubBus;
    this.alerts = new Alerts(this, "Alerts", {
      ...{ bus, deadLetters, alarmActions: props.alarmActions ?? [] },
      ...(config.alarmEmail === undefined ? {} : { email: config.alarmEmail }),
    });
    const alarmActions = this.alerts.actions;
    this.deadLetters.alarm.addAlarmAction(...alarmActions);
    this.alerts.watch(config);
    const elsewhere = config.google !== undefined || config.azure !== undefined;
    const identityRole = elsewhere ? { identityRole: new IdentityRole(this, "Identity").role } : {};
    this.handlers = new StepHandlers(this, "Handlers", {
      code: Code.fromAsset(bundleDir),
      ledger: this.ledger,
      bus,
      config,
      ...identityRole,
    });
    this.machines = new Machines(this, "Machines", {
      definitionsDir,
      handlers: this.handlers,
      logRetentionDays: config.logRetentionDays,
      alarmActions,
    });
    new Board(this, "Board", { machines: this.machines.all, deadLetters });
    this.letStepsStartMachines();
    new FlowLogRole(this, "FlowLogs");
    new TagForwarder(this, "TagForwarder", { bus, deadLetters });
    new Triggers(this, "Triggers", {
      bus,
      reconcileNetwork: this.machines.reconcileNetwork.stateMachine,
      sweepNetworks: this.machines.sweepNetworks.stateMachine,
      deadLetters,
      sweepMinutes: config.sweepMinutes,
      checkHealth: this.machines.checkHealth.stateMachine,
      checkFlowLogs: this.machines.checkFlowLogs.stateMachine,
      healthMinutes: config.healthMinutes,
    });
  }

  private letStepsStartMachines(): void {
    const { connectNetworks, connectRounds } = this.machines;
    const started: Readonly<Record<StartedMachine, readonly [variable: string, machine: Machine]>> = {
      "connect-networks": ["CONNECT_MACHINE_ARN", connectNetworks],
      "connect-rounds": ["ROUNDS_MACHINE_ARN", connectRounds],
    };
    for (const step of stepNames) {
      const handler = this.handlers.of(step);
      for (const [variable, { stateMachine }] of permissions[step].starts.map((name) => started[name])) {
        handler.addEnvironment(variable, stateMachine.stateMachineArn);
        stateMachine.grantStartExecution(handler);
      }
    }
  }
}

function bundleOwnHandlers(): string {
  return bundle({ functionsDir: join(root, "functions"), outDir: join(root, "dist/functions") }).directory;
}
