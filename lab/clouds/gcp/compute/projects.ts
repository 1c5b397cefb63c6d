import { type Method, method, param } from "../method.ts";
import { pacificTime } from "../timestamps.ts";
import { link } from "./links.ts";
import type { Compute } from "./state.ts";

export function projectMethods(compute: Compute): Method[] {
  return [
    method({
      ...{ service: "compute", name: "projects.get", verb: "GET", path: "/compute/v1/projects/{project}" },
      run: (call) => {
        const { id, number, createdAt } = compute.project(param(call, "project"));
        return {
          ...{ kind: "compute#project", id: number, creationTimestamp: pacificTime(createdAt), name: id },
          ...{ selfLink: link(`projects/${id}`), xpnProjectStatus: "UNSPECIFIED_XPN_PROJECT_STATUS" },
        };
      },
    }),
  ];
}
