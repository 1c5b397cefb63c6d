import { firewallPath, networkPath, routePath, routerPath, subnetworkPath, vpnGatewayPath } from "../links.ts";
import { refuseWhilePeering } from "../peerings/peering-lock.ts";
import { disconnect } from "../peerings/peering-state.ts";
import type { Network } from "../resources.ts";
import { isDefaultRoute } from "../routes/default-route.ts";
import type { Compute, Project } from "../state.ts";

const SECONDS = 15;

/** A network in use is refused only when the operation is done, as recorded. */
export function deleteNetwork(compute: Compute, network: Network) {
  const project = compute.project(network.project);
  const path = networkPath(network.project, network.name);
  refuseWhilePeering(compute, [path]);
  const finish = () => {
    const user = firstUser(compute, project, network);
    if (user !== undefined) {
      const message = `The network resource '${path}' is already being used by '${user}'`;
      return { code: "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", message, httpStatus: 400 };
    }
    remove(compute, project, network);
    return undefined;
  };
  return { type: "delete", target: path, targetId: network.id, seconds: SECONDS, finish };
}

/** What somebody made in the network. Subnets of auto mode and the default route go with it; peerings do not keep it. */
function firstUser(compute: Compute, project: Project, network: Network): string | undefined {
  const ofNetwork = (one: { readonly network: string }) => one.network === network.name;
  const firewall = [...project.firewalls.values()].find(ofNetwork);
  if (firewall !== undefined) return firewallPath(project.id, firewall.name);
  const route = [...project.routes.values()].find((one) => ofNetwork(one) && !isDefaultRoute(one));
  if (route !== undefined) return routePath(project.id, route.name);
  const gateway = [...project.vpnGateways.values()].find(ofNetwork);
  if (gateway !== undefined) return vpnGatewayPath(gateway);
  const router = [...project.routers.values()].find(ofNetwork);
  if (router !== undefined) return routerPath(router);
  const subnetwork = compute.subnetworksOf(network).find(({ name }) => !isAuto(network, name));
  return subnetwork && subnetworkPath(subnetwork);
}

/** Subnets of auto mode bear their network's name. */
function isAuto(network: Network, subnetwork: string): boolean {
  return network.autoCreateSubnetworks && subnetwork === network.name;
}

function remove(compute: Compute, project: Project, network: Network): void {
  for (const half of network.peerings) disconnect(compute, network, half);
  for (const { region, name } of compute.subnetworksOf(network)) project.subnetworks.delete(`${region}/${name}`);
  for (const route of [...project.routes.values()])
    if (route.network === network.name) project.routes.delete(route.name);
  project.networks.delete(network.name);
}
