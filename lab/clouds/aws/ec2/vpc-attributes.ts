import { DONE, type Ec2Action } from "./action.ts";
import { invalidCombination, invalidValue, missingParameter } from "./errors.ts";
import { DRY_RUN, flag, node, required } from "./form.ts";
import { lookUp } from "./ids.ts";
import type { VpcAttributes } from "./resources.ts";

const NAMES: Readonly<Record<string, keyof VpcAttributes>> = {
  EnableDnsSupport: "enableDnsSupport",
  EnableDnsHostnames: "enableDnsHostnames",
  EnableNetworkAddressUsageMetrics: "enableNetworkAddressUsageMetrics",
};

export const vpcAttributeActions: Readonly<Record<string, Ec2Action>> = {
  DescribeVpcAttribute: {
    parameters: [...DRY_RUN, "VpcId", "Attribute"],
    run({ form, place }) {
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const asked = required(form, "Attribute");
      const name = Object.values(NAMES).find((known) => known === asked);
      if (name === undefined) throw invalidValue(`Value (${asked}) for parameter attribute is invalid.`);
      return { vpcId: vpc.id, [name]: { value: vpc.attributes[name] } };
    },
  },
  ModifyVpcAttribute: {
    parameters: ["VpcId", ...Object.keys(NAMES).map((name) => `${name}.Value`)],
    run({ form, place }) {
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const changes = Object.entries(NAMES).flatMap(([parameter, name]) => {
        const value = flag(node(form, parameter) ?? {}, "Value");
        return value === undefined ? [] : [{ name, value }];
      });
      const [change] = changes;
      if (change === undefined) throw missingParameter("a VPC attribute");
      if (changes.length > 1) throw invalidCombination("Fields for multiple attribute types specified");
      vpc.attributes[change.name] = change.value;
      return DONE;
    },
  },
};
