import type { Pair } from "../../connection/connection-id.ts";
import { locate } from "../../connection/network-id.ts";
import type { Plan } from "../change.ts";
import { callAt, type PlannedCall } from "./call.ts";

type Side = keyof Pair;

/** Which halves of a peering are made, and which are there and given other options. */
interface Halves {
  readonly made: readonly Side[];
  readonly mended: readonly Side[];
}

/** The calls that make or mend a peering within one cloud. */
export function peeringCalls(plan: Plan): readonly PlannedCall[] {
  switch (locate(plan.requester).cloud) {
    case "aws":
      return vpcPeeringCalls(plan);
    case "gcp":
      return halfCalls(plan, { make: "compute.networks.addPeering", mend: "compute.networks.updatePeering" });
    case "azure":
      return halfCalls(plan, { make: half, mend: half });
  }
}

const half = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write";

/** EC2 takes both sides' options in one call where they share account and region. */
function vpcPeeringCalls({ requester, accepter, connection, peeringChanges }: Plan): readonly PlannedCall[] {
  const ends = { requester: locate(requester), accepter: locate(accepter) };
  const sides = peeringChanges.flatMap((change) => (change.action === "set-options" ? [change.side] : []));
  const places = Map.groupBy(sides, (side) => `${ends[side].account} ${ends[side].region}`);
  const joined = `${ends.requester.localId} - ${ends.accepter.localId}`;
  return [
    ...peeringChanges.flatMap(({ action }) => {
      if (action === "request") return [callAt(requester, "ec2:CreateVpcPeeringConnection", joined)];
      return action === "accept" ? [callAt(accepter, "ec2:AcceptVpcPeeringConnection", joined)] : [];
    }),
    ...[...places.values()].flatMap(([first, second]) => {
      if (first === undefined) return [];
      const network = first === "requester" ? requester : accepter;
      const whose = second === undefined ? `${first} of` : "both of";
      return [callAt(network, "ec2:ModifyVpcPeeringConnectionOptions", `DNS of the ${whose} ${connection}`)];
    }),
  ];
}

/** Elsewhere a peering has two halves, made with the options that we want. */
function halfCalls(plan: Plan, calls: { readonly make: string; readonly mend: string }): readonly PlannedCall[] {
  const { made, mended } = halvesOf(plan);
  const call = (side: Side, name: string) => {
    const peer = side === "requester" ? plan.accepter : plan.requester;
    return callAt(plan[side], name, `${plan.connection} of ${locate(plan[side]).localId} to ${locate(peer).localId}`);
  };
  return [...made.map((side) => call(side, calls.make)), ...mended.map((side) => call(side, calls.mend))];
}

function halvesOf({ peeringChanges }: Plan): Halves {
  const made = peeringChanges.flatMap(({ action }): Side[] => {
    if (action === "request") return ["requester"];
    return action === "accept" ? ["accepter"] : [];
  });
  const mended = peeringChanges.flatMap((change) => (change.action === "set-options" ? [change.side] : []));
  return { made, mended: mended.filter((side) => !made.includes(side)) };
}
