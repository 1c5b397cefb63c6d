import { Aws, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Crosspeer, type CrosspeerProps } from "./crosspeer.ts";
import { stackSynthesizer } from "./stack-synthesizer.ts";

export interface CrosspeerStackProps extends CrosspeerProps, Omit<StackProps, "synthesizer"> {}

/** The hub as a stack of its own. */
export class CrosspeerStack extends Stack {
  readonly crosspeer: Crosspeer;

  constructor(scope: Construct, id: string, props: CrosspeerStackProps) {
    super(scope, id, {
      description: "crosspeer: joins the networks of Kubernetes clusters when their VPCs are tagged",
      ...props,
      synthesizer: stackSynthesizer(),
    });
    this.crosspeer = new Crosspeer(this, "Crosspeer", props);
    const { machines, hubBus, ledger, deadLetters } = this.crosspeer;
    this.tell("ReconcileNetworkMachineArn", machines.reconcileNetwork.stateMachine.stateMachineArn);
    this.tell("SweepNetworksMachineArn", machines.sweepNetworks.stateMachine.stateMachineArn);
    this.tell("ConnectNetworksMachineArn", machines.connectNetworks.stateMachine.stateMachineArn);
    this.tell("ConnectRoundsMachineArn", machines.connectRounds.stateMachine.stateMachineArn);
    this.tell("PeerNetworksMachineArn", machines.peerNetworks.stateMachine.stateMachineArn);
    this.tell("BuildVpnMachineArn", machines.buildVpn.stateMachine.stateMachineArn);
    this.tell("DisconnectNetworksMachineArn", machines.disconnectNetworks.stateMachine.stateMachineArn);
    this.tell("RotateKeysMachineArn", machines.rotateKeys.stateMachine.stateMachineArn);
    this.tell("PreviewConnectionMachineArn", machines.previewConnection.stateMachine.stateMachineArn);
    this.tell("CheckHealthMachineArn", machines.checkHealth.stateMachine.stateMachineArn);
    this.tell("CheckFlowLogsMachineArn", machines.checkFlowLogs.stateMachine.stateMachineArn);
    this.tell("EventBusArn", hubBus.bus.eventBusArn);
    this.tell("LedgerTableName", ledger.table.tableName);
    this.tell("DeadLetterQueueUrl", deadLetters.queue.queueUrl);
    const { memberRoleName } = props.config;
    this.tell("MemberRoleArnPattern", `arn:${Aws.PARTITION}:iam::<account>:role/${memberRoleName}`);
  }

  private tell(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
