import {
  AuthorizeSecurityGroupIngressCommand,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId, type Place } from "../../core/connection/network-id.ts";
import { ownerKey } from "../../core/intent/tags.ts";
import type { CloseRule, FirewallChange, OpenRule } from "../../core/plan/change.ts";
import type { OwnedObject } from "../provider.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf, isNotFound } from "./faults.ts";
import { collectFor } from "./pages.ts";
import { keyOfOpening, toFirewallRule, toPermissions } from "./translate-rule.ts";
import { clusterKeys, toCluster } from "./translate-tags.ts";

interface Target {
  readonly network: NetworkId;
  readonly firewall: string;
  readonly connection: ConnectionId;
}

/** Opens and closes rules, one call for each security group and kind, and says which rules are now ours. */
export async function applyFirewall(
  ec2: Ec2Clients,
  {
    network,
    connection,
    changes,
  }: { network: NetworkId; connection: ConnectionId; changes: readonly FirewallChange[] },
): Promise<readonly OwnedObject[]> {
  const opened = Map.groupBy(
    changes.filter((change) => change.action === "open"),
    ({ firewall }) => firewall,
  );
  const closed = Map.groupBy(
    changes.filter((change) => change.action === "close"),
    ({ firewall }) => firewall,
  );
  const owned: string[] = [];
  for (const [firewall, rules] of opened) {
    const target = { network, firewall, connection };
    owned.push(...(await attempt(`open ${firewall} of ${network}`, () => open(ec2, target, rules))));
  }
  for (const [firewall, rules] of closed) {
    await attempt(`close rules of ${firewall} of ${network}`, () =>
      close(ec2, { network, firewall, connection }, rules),
    );
  }
  return owned.map((id) => ({ kind: "firewall-rule", id, network }));
}

/** The security groups of the clusters in some VPCs of one place, and those groups' rules. */
export async function readClusterFirewalls(
  ec2: Ec2Clients,
  place: Place,
  ids: readonly string[],
): Promise<{ readonly groups: readonly SecurityGroup[]; readonly rules: readonly SecurityGroupRule[] }> {
  const found = await collectFor(
    ids,
    (Values) => {
      const Filters = [
        { Name: "vpc-id", Values },
        { Name: "tag-key", Values: clusterKeys },
      ];
      return paginateDescribeSecurityGroups(ec2.paged(place), { Filters });
    },
    ({ SecurityGroups }) => SecurityGroups,
  );
  const groups = found.filter(({ Tags }) => toCluster(Tags) !== undefined);
  const groupIds = groups.flatMap(({ GroupId }) => GroupId ?? []);
  return { groups, rules: await readRules(ec2, place, groupIds) };
}

/** A duplicate fails the whole call and says nothing of the rest: only then is it worth reading what is there. */
async function open(ec2: Ec2Clients, target: Target, rules: readonly OpenRule[]): Promise<readonly string[]> {
  try {
    return await authorize(ec2, target, rules);
  } catch (error) {
    if (codeOf(error) !== "InvalidPermission.Duplicate") throw error;
  }
  const wanted = new Set(rules.map(keyOfOpening));
  const read = await readRules(ec2, locate(target.network), [target.firewall]);
  const present = read
    .filter(({ IsEgress }) => IsEgress !== true)
    .flatMap((rule) => toFirewallRule(rule) ?? [])
    .filter((rule) => wanted.has(keyOfOpening(rule)));
  const keys = new Set(present.map(keyOfOpening));
  const missing = rules.filter((rule) => !keys.has(keyOfOpening(rule)));
  const own = present.filter(({ connection }) => connection === target.connection).map(({ id }) => id);
  return missing.length === 0 ? own : [...own, ...(await authorize(ec2, target, missing))];
}

async function authorize(ec2: Ec2Clients, target: Target, rules: readonly OpenRule[]): Promise<readonly string[]> {
  const { network, firewall, connection } = target;
  const command = new AuthorizeSecurityGroupIngressCommand({
    GroupId: firewall,
    IpPermissions: toPermissions(rules, connection),
    TagSpecifications: [{ ResourceType: "security-group-rule", Tags: [{ Key: ownerKey, Value: connection }] }],
  });
  const { SecurityGroupRules: made = [] } = await ec2.at(locate(network)).send(command);
  return made.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
}

/** One rule that is gone fails the call for all: then each is closed by itself. */
async function close(ec2: Ec2Clients, target: Target, rules: readonly CloseRule[]): Promise<void> {
  const ids = rules.map(({ rule }) => rule);
  if (await revoke(ec2, target, ids)) return;
  if (ids.length > 1) for (const id of ids) await revoke(ec2, target, [id]);
}

/** Whether the rules were there to close. */
async function revoke(
  ec2: Ec2Clients,
  { network, firewall }: Target,
  SecurityGroupRuleIds: string[],
): Promise<boolean> {
  try {
    const command = new RevokeSecurityGroupIngressCommand({ GroupId: firewall, SecurityGroupRuleIds });
    await ec2.at(locate(network)).send(command);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function readRules(ec2: Ec2Clients, place: Place, groups: readonly string[]): Promise<SecurityGroupRule[]> {
  return collectFor(
    groups,
    (Values) => paginateDescribeSecurityGroupRules(ec2.paged(place), { Filters: [{ Name: "group-id", Values }] }),
    ({ SecurityGroupRules }) => SecurityGroupRules,
  );
}
