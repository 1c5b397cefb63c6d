import { connectionOf, type MistakeWorld, type Name } from "./mistake-world.ts";
import {
  changeTunnels,
  egressNarrowed,
  gatewayDetached,
  ingressGone,
  overlapAdded,
  propagationOff,
  routesGone,
} from "./on-aws.ts";
import { denied, otherKeys, otherPeer, otherProposal } from "./on-azure.ts";
import { insideSwapped, otherAdvertised, otherInside, otherSource, ruleGone, wrongAsn } from "./on-google.ts";

/** A mistake that somebody makes in one cloud, on one side of a connection that stands. */
export interface Mistake {
  readonly given: string;
  /** Whose packets stop, and before whom. */
  readonly from: Name;
  readonly to: Name;
  /** Which of the pods is tried; the first unless said. */
  readonly pod?: string;
  /** Makes it by the cloud's API; what comes back takes it back. */
  readonly plant: (at: MistakeWorld) => Promise<() => Promise<unknown>>;
  /** What strongSwan, FRR and the kernel are to say of it. */
  readonly says: RegExp;
}

const keysOnAws = async (at: MistakeWorld) => {
  await changeTunnels(at, connectionOf(at, "eks", "gke"), { PreSharedKey: "somebodyElsesKey1" });
  return async () => undefined;
};

const says = {
  keys: /tunnel .* is down: the pre-shared keys of its ends differ/,
  stranger: /the peer that calls has another address|address does not answer/,
  proposal: /tunnel .* is down: the ends have no proposal in common/,
  connect: /bgp of .* is down: (Connect|Active)/,
  asn: /bgp of .* is down: .*Bad Peer AS/,
};

/** Those that cannot be taken back come last. */
export const mistakes: readonly Mistake[] = [
  { given: "another pre-shared key on Azure", from: "gke", to: "aks", plant: otherKeys, says: says.keys },
  { given: "another peer's address on Azure", from: "eks", to: "aks", plant: otherPeer("eks"), says: says.stranger },
  {
    given: "another customer's address on Azure",
    from: "gke",
    to: "aks",
    plant: otherPeer("gke"),
    says: says.stranger,
  },
  {
    ...{ given: "IKE proposals that do not meet", from: "eks", to: "aks", says: says.proposal },
    plant: otherProposal({ ikeEncryption: "AES128" }),
  },
  {
    ...{ given: "ESP proposals that do not meet", from: "eks", to: "aks", says: says.proposal },
    plant: otherProposal({ ipsecEncryption: "AES128" }),
  },
  {
    given: "inside addresses swapped on Google Cloud",
    from: "eks",
    to: "gke",
    plant: insideSwapped,
    says: says.connect,
  },
  { given: "other inside /30s on Google Cloud", from: "eks", to: "gke", plant: otherInside, says: says.connect },
  { given: "a wrong peer ASN on Google Cloud", from: "gke", to: "aks", plant: wrongAsn, says: says.asn },
  {
    ...{ given: "ranges not advertised by Google Cloud", from: "eks", to: "gke", plant: otherAdvertised },
    says: /the way from wire-eks-1 ends at network wire-eks, table rtb-\w+: no route to host/,
  },
  {
    ...{ given: "propagation off on AWS", from: "eks", to: "gke", plant: propagationOff },
    says: /the way from wire-eks-1 ends at network wire-eks, table rtb-\w+: no route to host/,
  },
  {
    ...{ given: "no way back on AWS", from: "aks", to: "eks", plant: propagationOff },
    says: /the way back from wire-eks-1 ends at network wire-eks, table rtb-\w+: no route to host/,
  },
  {
    ...{ given: "routes to the peering gone on one side", from: "eks", to: "twin", plant: routesGone },
    says: /the way back from wire-twin-1 ends at network wire-twin, table rtb-\w+: no route to host/,
  },
  {
    ...{ given: "the rule missing on Google Cloud", from: "eks", to: "gke", plant: ruleGone },
    says: /filter .* of wire-gke-\w+ dropped \d+ ingress packets: no rule lets them pass/,
  },
  {
    ...{ given: "the rule's source wrong on Google Cloud", from: "eks", to: "gke", plant: otherSource },
    says: /filter .* of wire-gke-\w+ dropped \d+ ingress packets: no rule lets them pass/,
  },
  {
    ...{ given: "a rule that denies first on Azure", from: "eks", to: "aks", plant: denied },
    says: /filter .* of wire-aks-nodes dropped \d+ ingress packets: rule nobody denies them/,
  },
  {
    ...{ given: "egress narrowed on AWS", from: "eks", to: "gke", plant: egressNarrowed },
    says: /filter .* of wire-eks-1 dropped \d+ egress packets: no rule lets them pass/,
  },
  {
    ...{ given: "the rule missing on AWS", from: "eks", to: "twin", plant: ingressGone },
    says: /filter sg-\w+ of wire-twin-1 dropped \d+ ingress packets: no rule lets them pass/,
  },
  { given: "another pre-shared key on AWS", from: "eks", to: "gke", plant: keysOnAws, says: says.keys },
  {
    ...{ given: "an overlapping prefix on AWS", from: "eks", to: "gke", pod: "wire-gke-nodes", plant: overlapAdded },
    says: /the way from wire-eks-1 ends at network wire-eks, table rtb-\w+: no route to host/,
  },
  {
    ...{ given: "the gateway detached on AWS", from: "eks", to: "aks", plant: gatewayDetached },
    says: /the way from wire-eks-1 ends at network wire-eks, table rtb-\w+: no route to host/,
  },
];
