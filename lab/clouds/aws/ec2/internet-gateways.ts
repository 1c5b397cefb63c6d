import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action } from "./action.ts";
import { DRY_RUN, required, TAG_SPECIFICATION } from "./form.ts";
import { lookUp } from "./ids.ts";
import type { InternetGateway } from "./resources.ts";
import { readTagSpecification, tagSet } from "./tags.ts";
import { list } from "./xml.ts";

/** Just enough that a table can hold a route that is none of ours. */
export const internetGatewayActions: Readonly<Record<string, Ec2Action>> = {
  CreateInternetGateway: {
    parameters: [...DRY_RUN, ...TAG_SPECIFICATION],
    run({ state, place, form }) {
      const tags = readTagSpecification(form, "internet-gateway");
      const gateway: InternetGateway = { id: state.newResourceId("internet-gateway"), tags };
      place.gateways.set(gateway.id, gateway);
      const { id: internetGatewayId } = gateway;
      const rendered = { internetGatewayId, ownerId: place.account, attachmentSet: list([]), tagSet: tagSet(tags) };
      return { internetGateway: rendered };
    },
  },
  AttachInternetGateway: {
    parameters: [...DRY_RUN, "InternetGatewayId", "VpcId"],
    run({ place, form }) {
      const gateway = lookUp(place.gateways, "internet-gateway", required(form, "InternetGatewayId"));
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      if (gateway.vpcId !== undefined) {
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `resource ${gateway.id} is already attached to ${gateway.vpcId}`,
        );
      }
      if ([...place.gateways.values()].some((other) => other.vpcId === vpc.id)) {
        throw new AwsError("InvalidParameterValue", `Network ${vpc.id} already has an internet gateway attached`);
      }
      gateway.vpcId = vpc.id;
      return DONE;
    },
  },
};
