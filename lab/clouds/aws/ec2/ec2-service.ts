import type { VirtualClock } from "../../../world/clock.ts";
import { Fabric } from "../../../world/fabric.ts";
import type { SeededRandom } from "../../../world/random.ts";
import { AwsError } from "../aws-error.ts";
import type { AwsService, CloudEvent, WireAnswer, WireCall } from "../wire.ts";
import { describeAccountAttributes } from "./account-attributes.ts";
import type { Ec2Action } from "./action.ts";
import { type FlowLog, flowLogActions } from "./flow-logs.ts";
import { flag, parseForm, refuseUnknown, text } from "./form.ts";
import { lookUp } from "./ids.ts";
import { internetGatewayActions } from "./internet-gateways.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { peeringAnswerActions } from "./peering-answers.ts";
import { modifyVpcPeeringConnectionOptions } from "./peering-options.ts";
import { createVpcPeeringConnection } from "./peering-request.ts";
import { describeVpcPeeringConnections } from "./peering-view.ts";
import { regionActions } from "./regions.ts";
import { routeActions } from "./route-actions.ts";
import { routeTableActions } from "./route-tables.ts";
import { securityGroupRuleActions } from "./security-group-rules.ts";
import { createClusterGroup, securityGroupActions } from "./security-groups.ts";
import { Ec2State } from "./state.ts";
import { subnetActions } from "./subnets.ts";
import { tagActions } from "./tag-actions.ts";
import { DEFAULT_THROTTLING, isRead, Throttle, type Throttling } from "./throttle.ts";
import { attachmentActions } from "./transit-gateways/attachments.ts";
import { transitGatewayActions } from "./transit-gateways/transit-gateways.ts";
import { transitRouteActions } from "./transit-gateways/transit-routes.ts";
import { transitTableActions } from "./transit-gateways/transit-tables.ts";
import { vpcAttachmentActions } from "./transit-gateways/vpc-attachments.ts";
import { vpcAttributeActions } from "./vpc-attributes.ts";
import { vpcBlockActions } from "./vpc-block-actions.ts";
import { vpcActions } from "./vpcs.ts";
import { customerGatewayActions } from "./vpn/customer-gateways.ts";
import { routePropagationActions } from "./vpn/route-propagation.ts";
import { vpnConnectionActions } from "./vpn/vpn-connections.ts";
import { vpnEnds } from "./vpn/vpn-fabric.ts";
import { vpnGatewayActions } from "./vpn/vpn-gateways.ts";
import { xmlAnswer, xmlError } from "./xml.ts";

const API_VERSION = "2016-11-15";

const ACTIONS: Readonly<Record<string, Ec2Action>> = {
  ...vpcActions,
  ...vpcBlockActions,
  ...vpcAttributeActions,
  ...subnetActions,
  ...routeTableActions,
  ...routeActions,
  ...internetGatewayActions,
  ...securityGroupActions,
  ...securityGroupRuleActions,
  ...peeringAnswerActions,
  ...tagActions,
  ...regionActions,
  ...flowLogActions,
  ...vpnGatewayActions,
  ...customerGatewayActions,
  ...vpnConnectionActions,
  ...routePropagationActions,
  ...transitGatewayActions,
  ...vpcAttachmentActions,
  ...attachmentActions,
  ...transitTableActions,
  ...transitRouteActions,
  CreateVpcPeeringConnection: createVpcPeeringConnection,
  DescribeVpcPeeringConnections: describeVpcPeeringConnections,
  ModifyVpcPeeringConnectionOptions: modifyVpcPeeringConnectionOptions,
  DescribeAccountAttributes: describeAccountAttributes,
};

export interface Ec2Options {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Takes each event that EC2 sends to the default bus of its account and region. */
  emit(event: CloudEvent): void;
  isAccount(account: string): boolean;
  readonly limits?: Partial<Limits>;
  /** What joins the tunnels to those of other clouds; default: one of its own. */
  readonly fabric?: Fabric;
  /** Bucket sizes other than AWS's, or none at all. */
  readonly throttling?: Partial<Throttling> | "off";
}

/** EC2 of all of the lab's accounts and regions, as far as networks go, in EC2's dialect of the Query protocol. */
export class Ec2Service implements AwsService {
  readonly name = "ec2";
  readonly #state: Ec2State;
  readonly #throttle: Throttle | undefined;

  constructor(options: Ec2Options) {
    const { clock, random, emit, isAccount, throttling, fabric = new Fabric(() => clock.now()) } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#state = new Ec2State({ clock, random, emit, isAccount, limits, fabric });
    fabric.join(() => vpnEnds(this.#state));
    this.#throttle = throttling === "off" ? undefined : new Throttle(clock, { ...DEFAULT_THROTTLING, ...throttling });
  }

  isWrite(action: string): boolean {
    return !isRead(action);
  }

  async answer(call: WireCall): Promise<WireAnswer> {
    const requestId = this.#state.uuid();
    try {
      return this.#run(call, requestId);
    } catch (error) {
      if (error instanceof AwsError) return xmlError(error, requestId);
      throw error;
    }
  }

  /** What EKS leaves in a VPC for a new cluster, and callers cannot make: its security group. Throws AwsError. */
  createEksCluster(cluster: { account: string; region: string; vpcId: string; name: string }): { groupId: string } {
    const place = this.#state.place(cluster.account, cluster.region);
    lookUp(place.vpcs, "vpc", cluster.vpcId);
    return { groupId: createClusterGroup(this.#state, place, cluster).id };
  }

  /** The flow logs of an account and region, for whoever plays the traffic. */
  flowLogs(place: { readonly account: string; readonly region: string }): readonly FlowLog[] {
    return [...this.#state.place(place.account, place.region).flowLogs.values()];
  }

  #run(call: WireCall, requestId: string): WireAnswer {
    const action = Object.hasOwn(ACTIONS, call.action) ? ACTIONS[call.action] : undefined;
    if (action === undefined) {
      throw new AwsError("InvalidAction", `The action ${call.action} is not valid for this web service.`);
    }
    const form = parseForm(call.body);
    this.#throttle?.take(call, form);
    if ((text(form, "Version") ?? API_VERSION) !== API_VERSION) {
      throw new AwsError("NoSuchVersion", `The API version '${text(form, "Version")}' is not known`);
    }
    refuseUnknown(call.body, action.parameters);
    if (flag(form, "DryRun") === true) {
      throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    }
    const place = this.#state.place(call.account, call.region);
    return xmlAnswer(call.action, requestId, action.run({ action: call.action, state: this.#state, place, form }));
  }
}
