import { fabricOf } from "../../../../lab/packets/reach/fabric-of.ts";
import { reach } from "../../../../lab/packets/reach/reach.ts";
import type { Flow } from "../../../../lab/packets/reach/verdict.ts";
import type { Site } from "../../../../lab/packets/site.ts";

/** What becomes of a flow from one pod to another: `reachable`, or where and why it is lost. */
export function ask(sites: readonly Site[], from: string, to: string, flow: Partial<Flow> = {}): string {
  const verdict = reach(
    { sites, fabric: fabricOf(sites) },
    { ...{ protocol: "tcp", port: 443 }, ...{ from: `pod-${from}`, to: `pod-${to}` }, ...flow },
  );
  return verdict.reachable ? "reachable" : `${verdict.at}: ${verdict.why}`;
}
