import { invalidField, notReady } from "../../gcp-error.ts";
import { link, nameInLink, vpnTunnelPath } from "../links.ts";
import { refuseBadName } from "../names.ts";
import { covers, isAddress, overlap } from "../ranges.ts";
import type { Compute, Project } from "../state.ts";
import type { InterfaceBody } from "./router-body.ts";
import type { Router, RouterInterface } from "./router-resources.ts";

const LINK_LOCAL = "169.254.0.0/16";

/** The interfaces that a request gives a router; throws unless each may be there beside the others. */
export function checkedInterfaces(
  compute: Compute,
  project: Project,
  router: Router,
  wanted: readonly InterfaceBody[],
): RouterInterface[] {
  const taken = rangesOfOthers(project, router);
  const checked: RouterInterface[] = [];
  for (const [index, { name, linkedVpnTunnel, ipRange }] of wanted.entries()) {
    const at = `resource.interfaces[${index}]`;
    refuseBadName(`${at}.name`, name);
    if (checked.some((one) => one.name === name)) throw invalidField(`${at}.name`, name, "Duplicate interface name.");
    const tunnel = tunnelOf(compute, project, router, { at, linkedVpnTunnel });
    if (checked.some((one) => one.tunnel === tunnel)) {
      // In Google's words: hashicorp/terraform-provider-google#17380.
      const why = "Cannot link multiple interfaces with the same IP version to the same VPN tunnel.";
      throw invalidField(`${at}.linkedVpnTunnel`, link(vpnTunnelPath({ ...router, name: tunnel })), why);
    }
    refuseBadRange(`${at}.ipRange`, ipRange);
    const holder = [...taken, ...checked].find((one) => overlap(one.ipRange, ipRange));
    if (holder !== undefined) {
      const why = `The range overlaps with ${holder.ipRange} of the interface '${holder.name}' in this network.`;
      throw invalidField(`${at}.ipRange`, ipRange, why);
    }
    checked.push({ name, tunnel, ipRange });
  }
  return checked;
}

/** Interfaces of the other routers of the same region and network: their ranges must differ from this router's. */
function rangesOfOthers(project: Project, router: Router): RouterInterface[] {
  return [...project.routers.values()]
    .filter((one) => one.name !== router.name && one.region === router.region && one.network === router.network)
    .flatMap(({ content }) => content.interfaces);
}

interface Asked {
  readonly at: string;
  readonly linkedVpnTunnel: string;
}

/** The name of the tunnel that an interface is linked to: one of this router, and all made. */
function tunnelOf(compute: Compute, project: Project, router: Router, { at, linkedVpnTunnel }: Asked): string {
  const name = nameInLink(linkedVpnTunnel, { project: project.id, place: `regions/${router.region}/vpnTunnels` });
  const tunnel = project.vpnTunnels.get(`${router.region}/${name ?? ""}`);
  if (tunnel === undefined) {
    throw invalidField(`${at}.linkedVpnTunnel`, linkedVpnTunnel, "The referenced resource cannot be found.");
  }
  if (tunnel.router !== router.name) {
    throw invalidField(`${at}.linkedVpnTunnel`, linkedVpnTunnel, `The VPN tunnel is of the router '${tunnel.router}'.`);
  }
  const path = vpnTunnelPath(tunnel);
  if (compute.operations.isChanging(path)) throw notReady(path);
  return tunnel.name;
}

/** "Do not truncate the IP address, as it represents the IP address of the interface": one of two in a /30. */
function refuseBadRange(field: string, range: string): void {
  const [address = "", bits] = range.split("/");
  if (!isAddress(address) || bits !== "30" || !covers(LINK_LOCAL, range)) {
    throw invalidField(field, range, `Must be an address within ${LINK_LOCAL}, with a prefix length of 30.`);
  }
  if ([1, 2].includes(Number(address.split(".")[3]) % 4)) return;
  throw invalidField(field, range, "The address must not be the first or the last of its range.");
}
