import { AwsError } from "../aws-error.ts";
import type { Ec2Action, Ec2Call } from "./action.ts";
import { missingParameter, notPermitted } from "./errors.ts";
import { DRY_RUN, flag, node, required } from "./form.ts";
import { findPeering, isAt, peeringStatus } from "./peering.ts";
import { renderOptions } from "./peering-view.ts";
import type { Peering } from "./resources.ts";

const SIDES = [
  { side: "requester", parameter: "RequesterPeeringConnectionOptions", element: "requesterPeeringConnectionOptions" },
  { side: "accepter", parameter: "AccepterPeeringConnectionOptions", element: "accepterPeeringConnectionOptions" },
] as const;
/** The other two options went with EC2-Classic. */
const OPTION = "AllowDnsResolutionFromRemoteVpc";

/** Each side's options are its owner's, in its region: one call can set both only where both are the caller's. */
export const modifyVpcPeeringConnectionOptions: Ec2Action = {
  parameters: [...DRY_RUN, "VpcPeeringConnectionId", ...SIDES.map(({ parameter }) => `${parameter}.${OPTION}`)],
  run(call) {
    const { state, place, form } = call;
    const peering = findPeering(state, place, required(form, "VpcPeeringConnectionId"));
    const changes = SIDES.flatMap(({ side, parameter, element }) => {
      const value = flag(node(form, parameter) ?? {}, OPTION);
      return value === undefined ? [] : [{ side, element, value }];
    });
    if (changes.length === 0)
      throw missingParameter("requesterPeeringConnectionOptions or accepterPeeringConnectionOptions");
    if (peeringStatus(peering, state.clock.now()).code !== "active") {
      throw notPermitted(`Peering ${peering.id} is not active. Peering options can be added only to active peerings.`);
    }
    for (const { side, value } of changes) refuseChange(call, peering, side, value);
    for (const { side, value } of changes) peering[side].allowDnsResolution = value;
    return Object.fromEntries(changes.map(({ side, element }) => [element, renderOptions(peering[side])]));
  },
};

function refuseChange(call: Ec2Call, peering: Peering, name: "requester" | "accepter", value: boolean): void {
  const { place } = call;
  const side = peering[name];
  if (!isAt(side, place)) {
    throw notPermitted(`User ${place.account} does not have permission to modify the ${name} side peering options`);
  }
  if (value && place.vpcs.get(side.vpcId)?.attributes.enableDnsHostnames !== true) {
    throw new AwsError(
      "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled",
      `DNS hostname support must be enabled for ${side.vpcId} to enable DNS resolution over ${peering.id}`,
    );
  }
}
