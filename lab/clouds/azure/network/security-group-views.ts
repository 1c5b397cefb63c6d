import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { DEFAULT_RULES } from "./default-rules.ts";
import type { SecurityGroup, SecurityRule } from "./resources.ts";
import { childOf } from "./views.ts";
import { provisioningState } from "./writes.ts";

export const TYPE = "Microsoft.Network/networkSecurityGroups";

export function viewSecurityGroup(state: AzureState, group: SecurityGroup): object {
  const { id, name, etag, location, tags, guid } = group;
  const subnets = subnetsOf(state, group);
  return {
    ...{ name, id, etag, type: TYPE, location },
    ...(tags === undefined ? {} : { tags }),
    properties: {
      ...{ provisioningState: provisioningState(group), resourceGuid: guid },
      securityRules: [...group.rules.values()].map((rule) => viewRule(group, rule)),
      defaultSecurityRules: DEFAULT_RULES.map((rule) => ({
        ...{ name: rule.name, id: `${id}/defaultSecurityRules/${rule.name}`, etag },
        type: `${TYPE}/defaultSecurityRules`,
        properties: { provisioningState: provisioningState(group), ...rule.properties },
      })),
      ...(subnets.length === 0 ? {} : { subnets: subnets.map((subnet) => ({ id: subnet })) }),
    },
  };
}

export function viewRule(group: SecurityGroup, { id, name, properties }: SecurityRule): object {
  const status = provisioningState(group, childOf("securityRules", name));
  return {
    ...{ name, id, etag: group.etag, type: `${TYPE}/securityRules` },
    properties: { provisioningState: status, ...properties },
  };
}

/** The ids of the subnets that a group is put on. */
export function subnetsOf(state: AzureState, { id }: SecurityGroup): string[] {
  const vnets = state.allGroups().flatMap(({ vnets }) => [...vnets.values()]);
  const subnets = vnets.flatMap((vnet) => [...vnet.subnets.values()]);
  return subnets.filter(({ securityGroup = "" }) => sameId(securityGroup, id)).map((subnet) => subnet.id);
}
