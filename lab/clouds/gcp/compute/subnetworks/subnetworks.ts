import * as z from "zod";
import { invalidField, notFound } from "../../gcp-error.ts";
import { type Call, type Method, method, param } from "../../method.ts";
import { listing, mutation, reading } from "../compute-method.ts";
import { regionPath, subnetworkPath } from "../links.ts";
import { LIST_QUERY } from "../lists/list-page.ts";
import { isRegion } from "../regions.ts";
import type { Subnetwork } from "../resources.ts";
import type { Compute, Project } from "../state.ts";
import { aggregatedPage } from "./aggregated-list.ts";
import { deleteSubnetwork, expandSubnetwork, patchSubnetwork } from "./change-subnetwork.ts";
import { insertSubnetwork } from "./insert-subnetwork.ts";
import { expandIpCidrRangeBody, subnetworkPatch, subnetworkToInsert } from "./subnetwork-body.ts";
import { renderSubnetwork } from "./subnetwork-view.ts";

const PATH = "regions/{region}/subnetworks";
const ONE = `${PATH}/{subnetwork}`;

export function subnetworkMethods(compute: Compute): Method[] {
  return [
    reading(compute, {
      ...{ name: "subnetworks.get", path: ONE },
      run: (call, project) => renderSubnetwork(find(project, call)),
    }),
    listing(compute, {
      ...{ name: "subnetworks.list", path: PATH, kind: "subnetwork" },
      items: (project, call) => {
        const region = readRegion(call);
        return [...project.subnetworks.values()].filter((one) => one.region === region).map(renderSubnetwork);
      },
      home: ({ id }, call) => `${regionPath(id, param(call, "region"))}/subnetworks`,
    }),
    method({
      ...{ service: "compute", name: "subnetworks.aggregatedList", verb: "GET" },
      path: "/compute/v1/projects/{project}/aggregated/subnetworks",
      query: [...LIST_QUERY, "includeAllScopes", "serviceProjectNumber"],
      run: (call) => aggregatedPage(compute.project(param(call, "project")), call),
    }),
    mutation(compute, {
      ...{ name: "subnetworks.insert", verb: "POST", path: PATH, body: subnetworkToInsert },
      run: (call, project) => insertSubnetwork(compute, { project, region: readRegion(call), body: call.body }),
    }),
    mutation(compute, {
      ...{ name: "subnetworks.patch", verb: "PATCH", path: ONE, body: subnetworkPatch },
      run: (call, project) => patchSubnetwork(compute, find(project, call), call.body),
    }),
    mutation(compute, {
      ...{ name: "subnetworks.expandIpCidrRange", verb: "POST", path: `${ONE}/expandIpCidrRange` },
      body: expandIpCidrRangeBody,
      run: (call, project) => expandSubnetwork(compute, find(project, call), call.body.ipCidrRange),
    }),
    mutation(compute, {
      ...{ name: "subnetworks.delete", verb: "DELETE", path: ONE, body: z.unknown() },
      run: (call, project) => deleteSubnetwork(compute, find(project, call)),
    }),
  ];
}

function readRegion(call: Call): string {
  const region = param(call, "region");
  if (!isRegion(region)) throw invalidField("region", region, "Unknown region.");
  return region;
}

function find(project: Project, call: Call): Subnetwork {
  const region = readRegion(call);
  const name = param(call, "subnetwork");
  const found = project.subnetworks.get(`${region}/${name}`);
  if (found === undefined) throw notFound(subnetworkPath({ project: project.id, region, name }));
  return found;
}
