import type { FilterRule, PacketFilter } from "../../../lab/packets/site.ts";
import { allow } from "../../lab/packets/site-builder.ts";
import { atOneSite, changeEach, type Fault } from "./fault.ts";

/** What keeps packets from passing at a pod. */
export const FILTER_FAULTS: Readonly<Record<string, Fault>> = {
  "rule missing": atOneFilter(({ ingress, ...filter }) =>
    changeEach(ingress, () => []).map(({ items }) => ({ ...filter, ingress: items })),
  ),
  "rule with the wrong source": atOneFilter(({ ingress, ...filter }) =>
    changeEach(ingress, (rule): FilterRule[] => [{ ...rule, peers: [{ kind: "prefix", prefix: "192.0.2.0/24" }] }]).map(
      ({ items }) => ({ ...filter, ingress: items }),
    ),
  ),
  "egress missing": atOneFilter((filter) => (filter.egress.length === 0 ? [] : [{ ...filter, egress: [] }])),
  "denial first": atOneFilter(({ ingress, ...filter }) => [
    { ...filter, ingress: [allow("denial", { action: "deny" }), ...ingress] },
    { ...filter, ingress: [allow("denial", { action: "deny", protocol: "tcp", ports: [[443, 443]] }), ...ingress] },
  ]),
};

function atOneFilter(variants: (filter: PacketFilter) => readonly PacketFilter[]): Fault {
  return atOneSite((site) =>
    site.pods.flatMap((pod, at) =>
      pod.filters.flatMap((filter, index) =>
        variants(filter).map((variant) => ({
          at: filter.id,
          site: { ...site, pods: site.pods.with(at, { ...pod, filters: pod.filters.with(index, variant) }) },
        })),
      ),
    ),
  );
}
