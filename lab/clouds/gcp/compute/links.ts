import type { NetworkRef } from "./resources.ts";

/** The address of a resource as every answer has it, whatever address the request was sent to. */
export function link(path: string): string {
  return `https://www.googleapis.com/compute/v1/${path}`;
}

export function networkPath(project: string, name: string): string {
  return `projects/${project}/global/networks/${name}`;
}

export function regionPath(project: string, region: string): string {
  return `projects/${project}/regions/${region}`;
}

interface Regional extends NetworkRef {
  readonly region: string;
}

export function subnetworkPath({ project, region, name }: Regional): string {
  return `${regionPath(project, region)}/subnetworks/${name}`;
}

export function firewallPath(project: string, name: string): string {
  return `projects/${project}/global/firewalls/${name}`;
}

export function routePath(project: string, name: string): string {
  return `projects/${project}/global/routes/${name}`;
}

export function vpnGatewayPath({ project, region, name }: Regional): string {
  return `${regionPath(project, region)}/vpnGateways/${name}`;
}

export function vpnTunnelPath({ project, region, name }: Regional): string {
  return `${regionPath(project, region)}/vpnTunnels/${name}`;
}

export function routerPath({ project, region, name }: Regional): string {
  return `${regionPath(project, region)}/routers/${name}`;
}

export function externalVpnGatewayPath(project: string, name: string): string {
  return `projects/${project}/global/externalVpnGateways/${name}`;
}

/**
 * The name in a full or partial address of a resource, when it lies in a place: `global/externalVpnGateways` or
 * `regions/us-central1/routers` of a project.
 */
export function nameInLink(text: string, { project, place }: { project: string; place: string }): string | undefined {
  const found = /^(?:https?:\/\/[^/]+\/(?:compute\/\w+\/)?)?(?:projects\/([^/]+)\/)?(.+)\/([^/]+)$/.exec(text);
  const isThere = (found?.[1] ?? project) === project && found?.[2] === place;
  return isThere ? found?.[3] : undefined;
}

/** Reads a full or partial address of a network; without a project it is one of the caller's. */
export function readNetworkLink(text: string, project: string): NetworkRef | undefined {
  const found = /^(?:https?:\/\/[^/]+\/(?:compute\/\w+\/)?)?(?:projects\/([^/]+)\/)?global\/networks\/([^/]+)$/.exec(
    text,
  );
  if (found?.[2] === undefined) return undefined;
  return { project: found[1] ?? project, name: found[2] };
}
