import { invalidField } from "../gcp-error.ts";
import type { Network } from "./resources.ts";
import type { Compute, Project } from "./state.ts";

/** The network of the same project that a new resource names as its own. */
export function referencedNetwork(compute: Compute, project: Project, text: string): Network {
  const network = compute.networkAt(text, project.id);
  if (network === undefined || network.project !== project.id) {
    throw invalidField("resource.network", text, "The referenced network resource cannot be found.");
  }
  return network;
}
