import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { Machine } from "./machine.ts";
import { stepNames } from "./permissions.ts";
import type { StepHandlers } from "./step-handlers.ts";
import { checkSubstitutions, pascalCase, substitutionName, substitutionsIn } from "./substitutions.ts";

export interface MachinesProps {
  /** The folder of `<machine>.asl.json` files. */
  readonly definitionsDir: string;
  readonly handlers: StepHandlers;
  readonly logRetentionDays: RetentionDays;
  readonly alarmActions: readonly IAlarmAction[];
}

const machineNames = [
  "peer-networks",
  "build-vpn",
  "disconnect-networks",
  "rotate-keys",
  "preview-connection",
  "check-health",
  "check-flow-logs",
  "connect-networks",
  "connect-rounds",
  "reconcile-network",
  "sweep-networks",
] as const;
/** The machines that another one runs. */
const peerNetworksArn = substitutionName("peer-networks", "Machine");
const buildVpnArn = substitutionName("build-vpn", "Machine");
const disconnectNetworksArn = substitutionName("disconnect-networks", "Machine");
/** Keys of tunnels pass by its functions. They never pass through its states; should they ever, no log may keep them. */
const withoutData: readonly MachineName[] = ["build-vpn", "rotate-keys"];

type MachineName = (typeof machineNames)[number];

/** The state machines, each given what its definition asks for. */
export class Machines extends Construct {
  readonly peerNetworks: Machine;
  readonly buildVpn: Machine;
  readonly disconnectNetworks: Machine;
  readonly connectNetworks: Machine;
  readonly connectRounds: Machine;
  readonly reconcileNetwork: Machine;
  readonly sweepNetworks: Machine;
  readonly rotateKeys: Machine;
  readonly all: readonly Machine[];
  readonly previewConnection: Machine;
  readonly checkHealth: Machine;
  readonly checkFlowLogs: Machine;

  constructor(
    scope: Construct,
    id: string,
    { definitionsDir, handlers, logRetentionDays, alarmActions }: MachinesProps,
  ) {
    super(scope, id);
    const fileOf = (name: string) => join(definitionsDir, `${name}.asl.json`);
    const wanted = new Map(machineNames.map((name) => [name, substitutionsIn(readFileSync(fileOf(name), "utf8"))]));
    const functions = new Map(
      stepNames.map((step) => [substitutionName(step, "Function"), handlers.of(step)] as const),
    );
    checkSubstitutions(wanted, [...functions.keys(), peerNetworksArn, buildVpnArn, disconnectNetworksArn]);

    const create = (name: MachineName, machines: ReadonlyMap<string, Machine> = new Map()) => {
      const names = wanted.get(name) ?? [];
      return new Machine(this, name, {
        definitionFile: fileOf(name),
        functions: pick(functions, names),
        machines: pick(machines, names),
        logRetentionDays,
        logsData: !withoutData.includes(name),
        alarmActions,
      });
    };
    this.peerNetworks = create("peer-networks");
    this.buildVpn = create("build-vpn");
    this.disconnectNetworks = create("disconnect-networks");
    const children = new Map([
      [peerNetworksArn, this.peerNetworks],
      [buildVpnArn, this.buildVpn],
      [disconnectNetworksArn, this.disconnectNetworks],
    ]);
    this.connectNetworks = create("connect-networks", children);
    this.connectRounds = create("connect-rounds");
    this.reconcileNetwork = create("reconcile-network");
    this.sweepNetworks = create("sweep-networks");
    this.rotateKeys = create("rotate-keys");
    this.checkHealth = create("check-health");
    this.checkFlowLogs = create("check-flow-logs");
    this.previewConnection = create("preview-connection");
    this.all = machineNames
      .map((name) => this.node.findChild(pascalCase(name)))
      .filter((one) => one instanceof Machine);
  }
}

function pick<Value>(from: ReadonlyMap<string, Value>, names: readonly string[]): ReadonlyMap<string, Value> {
  return new Map([...from].filter(([name]) => names.includes(name)));
}
