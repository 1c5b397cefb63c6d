import * as z from "zod";
import { parseConnectionId } from "../core/connection/connection-id.ts";
import type { PeeringPhase } from "../core/connection/network.ts";
import { parseNetworkId } from "../core/connection/network-id.ts";
import type { Transport } from "../core/connection/status.ts";
import type { Rule } from "../core/problems.ts";
import type { SideName } from "../core/tunnels/tunnel-plan.ts";

/** Schemas of what passes between states: ids and small values, each proven by the domain's own parser. */
export const networkId = z.string().transform((text, context) => {
  const id = parseNetworkId(text);
  if (id !== undefined) return id;
  context.addIssue(
    `${text.slice(0, 100)} is not a network's canonical id: give a VPC's ARN, projects/P/global/networks/N or a VNet's resource id`,
  );
  return z.NEVER;
});

export const connectionId = z.string().transform((text, context) => {
  const id = parseConnectionId(text);
  if (id !== undefined) return id;
  context.addIssue(`${text.slice(0, 100)} is not a connection's id`);
  return z.NEVER;
});

export const phase = z.enum([
  "requested",
  "offered",
  "provisioning",
  "active",
  "failed",
  "rejected",
  "expired",
  "deleted",
] satisfies PeeringPhase[]);

export const problem = z.object({
  rule: z.enum([
    "malformed-tag",
    "ambiguous-name",
    "unknown-network",
    "self-connection",
    "missing-consent",
    "overlap",
    "no-transport",
    "quota",
    "route-conflict",
    "peering-conflict",
    "asn-conflict",
    "gateway-conflict",
    "tunnels-down",
    "drift",
    "flapping",
    "policy-denied",
    "policy-unreadable",
    "needs-approval",
    "approval-rejected",
    "approval-expired",
    "refused",
    "invalid",
    "failed",
  ] satisfies Rule[]),
  message: z.string(),
  remedy: z.string(),
});

/** How the tunnels of a VPN are. */
export const tunnels = z.object({
  built: z.boolean(),
  up: z.number(),
  of: z.number(),
  problem: problem.exactOptional(),
});

export const side = z.enum(["requester", "accepter"] satisfies SideName[]);

export const pair = z.object({ requester: networkId, accepter: networkId });

/** An account and a region. */
export const place = z.object({ account: z.string(), region: z.string() });

export const options = z.object({ requester: z.boolean(), accepter: z.boolean() });

export const transport = z.enum(["vpc-peering", "network-peering", "vnet-peering", "ha-vpn"] satisfies Transport[]);

/** Executions of connect-networks that were started together. */
export const round = z.array(z.object({ connection: connectionId, generation: z.number().int() })).readonly();

export const outcome = z.enum(["change", "keep", "refuse", "remove", "approve"]);

/** What a person answers to a plan, or a state says for one who did not. */
export const answer = z.object({
  plan: z.string(),
  verdict: z.enum(["approved", "rejected", "expired"]),
  actor: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

export const fingerprints = z.object({ requester: z.string(), accepter: z.string() });

/** What every step of a rotation of keys is told. */
export const rotationStep = pair.extend({ connection: connectionId, runner: z.string(), index: z.number().int() });

/** What every step is told that takes a connection away. */
export const removal = pair.extend({ connection: connectionId, fingerprints });
