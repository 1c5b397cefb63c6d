import { ModifyVpcPeeringConnectionOptionsCommand } from "@aws-sdk/client-ec2";
import type { Pair } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import { locate, placeKey } from "../../core/connection/network-id.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf } from "./faults.ts";
import { readPeering } from "./peerings.ts";

const optionOf = {
  requester: "RequesterPeeringConnectionOptions",
  accepter: "AccepterPeeringConnectionOptions",
} as const;

type Side = keyof typeof optionOf;

/** Lets each side that does not yet resolve the other's public names to private addresses do so. */
export async function resolveDns(ec2: Ec2Clients, pair: Pair, peering: Pick<Peering, "id" | "options">): Promise<void> {
  await attempt(`let ${pair.requester} and ${pair.accepter} resolve names across ${peering.id}`, async () => {
    try {
      await openSides(ec2, pair, peering);
    } catch (error) {
      if (codeOf(error) !== "OperationNotPermitted") throw error;
      // A peering that was handed over to us may run in the other direction: then each side asked for the other's option.
      const actual = await readPeering(ec2, pair, peering.id);
      if (actual.requester === pair.requester) throw error;
      await openSides(ec2, actual, peering);
    }
  });
}

/** EC2 takes both sides in one call only when they share account and region; otherwise each API wants its own. */
async function openSides(ec2: Ec2Clients, ends: Pair, { id, options }: Pick<Peering, "id" | "options">): Promise<void> {
  const closed = (["requester", "accepter"] as const).filter((side: Side) => !options[side]);
  const calls = Map.groupBy(closed, (side) => placeKey(locate(ends[side])));
  for (const sides of calls.values()) {
    if (await open(ec2, ends, id, sides)) continue;
    if (sides.length > 1) for (const side of sides) await open(ec2, ends, id, [side]);
  }
}

/** Whether the sides could be opened: a VPC without DNS host names has no names to resolve, and EC2 refuses it. */
async function open(ec2: Ec2Clients, ends: Pair, id: string, sides: readonly Side[]): Promise<boolean> {
  const [first = "requester"] = sides;
  const options = sides.map((side) => [optionOf[side], { AllowDnsResolutionFromRemoteVpc: true }]);
  const input = { VpcPeeringConnectionId: id, ...Object.fromEntries(options) };
  try {
    await ec2.at(locate(ends[first])).send(new ModifyVpcPeeringConnectionOptionsCommand(input));
    return true;
  } catch (error) {
    // "Error codes for the Amazon EC2 API". The connection works without: it must not fail for this.
    if (codeOf(error) === "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled") return false;
    throw error;
  }
}
