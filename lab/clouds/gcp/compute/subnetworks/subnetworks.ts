import * as z from "zod";
import { notFound } from "../../gcp-error.ts";
import { type Call, type Method, param } from "../../method.ts";
import { aggregatedListing, listing, mutation, reading } from "../compute-method.ts";
import { regionPath, subnetworkPath } from "../links.ts";
import { regionOf } from "../regions.ts";
import type { Subnetwork } from "../resources.ts";
import type { Compute, Project } from "../state.ts";
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
        const region = regionOf(call);
        return [...project.subnetworks.values()].filter((one) => one.region === region).map(renderSubnetwork);
      },
      home: ({ id }, call) => `${regionPath(id, param(call, "region"))}/subnetworks`,
    }),
    aggregatedListing(compute, {
      ...{ collection: "subnetworks", kind: "subnetwork" },
      items: ({ subnetworks }) => [...subnetworks.values()].map((one) => [one.region, renderSubnetwork(one)]),
    }),
    mutation(compute, {
      ...{ name: "subnetworks.insert", verb: "POST", path: PATH, body: subnetworkToInsert },
      run: (call, project) => insertSubnetwork(compute, { project, region: regionOf(call), body: call.body }),
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

function find(project: Project, call: Call): Subnetwork {
  const region = regionOf(call);
  const name = param(call, "subnetwork");
  const found = project.subnetworks.get(`${region}/${name}`);
  if (found === undefined) throw notFound(subnetworkPath({ project: project.id, region, name }));
  return found;
}
