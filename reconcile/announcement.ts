import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus, Transport } from "../core/connection/status.ts";
import type { Rejection } from "../core/flows/explain.ts";
import type { Problem } from "../core/problems.ts";

/** What crosspeer tells the world, on its own event bus. */
export type Announcement =
  | {
      readonly type: "Connection State Changed";
      readonly connection: ConnectionId;
      readonly requester: NetworkId;
      readonly accepter: NetworkId;
      readonly transport: Transport;
      readonly previous: ConnectionStatus["phase"] | "absent";
      readonly status: ConnectionStatus | { readonly phase: "absent" };
      /** What works but is close to a limit, or not as one might think. */
      readonly warnings?: readonly string[];
      readonly at: string;
    }
  | {
      readonly type: "Sweep Incomplete";
      /** Accounts and regions that could not be read: their networks are left as they are. */
      readonly unread: readonly { readonly account: string; readonly region: string; readonly reason: string }[];
      readonly at: string;
    }
  | {
      readonly type: "Approval Requested";
      readonly connection: ConnectionId;
      readonly requester: NetworkId;
      readonly accepter: NetworkId;
      /** The digest of the plan that is to be approved. */
      readonly plan: string;
      readonly expiresAt: string;
      readonly at: string;
    }
  | {
      readonly type: "Flows Rejected";
      /** Where they were logged. */
      readonly account: string;
      readonly region: string;
      readonly rejections: readonly Rejection[];
      readonly at: string;
    }
  | {
      readonly type: "Intent Refused";
      readonly network: NetworkId;
      readonly problems: readonly Problem[];
      readonly at: string;
    };
