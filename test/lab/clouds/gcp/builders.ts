import type { GcpLab } from "./gcp-lab.ts";

interface SubnetRequest {
  readonly range: string;
  readonly name?: string;
  readonly region?: string;
  readonly secondary?: Readonly<Record<string, string>>;
}

/** Makes `project/name` with its subnets, and waits for them. */
export async function makeNetwork(lab: GcpLab, place: string, ...subnets: readonly SubnetRequest[]): Promise<void> {
  const [project = "", name = ""] = place.split("/");
  await succeed(lab, "POST", `${project}/global/networks`, { name, autoCreateSubnetworks: false });
  for (const [index, subnet] of subnets.entries()) {
    const { range, region = "us-central1", secondary = {} } = subnet;
    await succeed(lab, "POST", `${project}/regions/${region}/subnetworks`, {
      ...{ name: subnet.name ?? `${name}-${index}`, network: networkPath(place), ipCidrRange: range },
      secondaryIpRanges: Object.entries(secondary).map(([rangeName, ipCidrRange]) => ({ rangeName, ipCidrRange })),
    });
  }
}

export async function makeAutoNetwork(lab: GcpLab, place: string): Promise<void> {
  const [project, name] = place.split("/");
  await succeed(lab, "POST", `${project}/global/networks`, { name, autoCreateSubnetworks: true });
}

export function networkPath(place: string): string {
  const [project, name] = place.split("/");
  return `projects/${project}/global/networks/${name}`;
}

/** The path and body of a request for one half of a peering. */
export function half(from: string, to: string, more: object = {}): [string, object] {
  const [project, name] = from.split("/");
  const networkPeering = {
    name: `to-${to.replace("/", "-")}`,
    network: networkPath(to),
    exchangeSubnetRoutes: true,
    ...more,
  };
  return [`${project}/global/networks/${name}/addPeering`, { networkPeering }];
}

/** Joins two networks, both halves one after the other. */
export async function join(lab: GcpLab, one: string, other: string, more: object = {}): Promise<void> {
  await succeed(lab, "POST", ...half(one, other, more));
  await succeed(lab, "POST", ...half(other, one, more));
}

/** Runs an operation that must do what it should. */
export async function succeed(lab: GcpLab, verb: string, path: string, body?: unknown): Promise<void> {
  const { body: done } = await lab.run(verb, path, body);
  if (done.status !== "DONE" || done.error !== undefined) throw new Error(`${verb} ${path}: ${JSON.stringify(done)}`);
}

/** The network's peerings, as `state` by peer. */
export async function statesOf(lab: GcpLab, place: string): Promise<Record<string, string>> {
  const [project, name] = place.split("/");
  const { body } = await lab.ask("GET", `${project}/global/networks/${name}`);
  const peerings: { network: string; state: string }[] = body.peerings ?? [];
  return Object.fromEntries(peerings.map(({ network, state }) => [network.split("/").at(-1), state]));
}
