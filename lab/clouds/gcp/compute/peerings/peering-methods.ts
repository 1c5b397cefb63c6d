import { type Method, param } from "../../method.ts";
import { listing, mutation } from "../compute-method.ts";
import { networkPath } from "../links.ts";
import { usable } from "../networks/networks.ts";
import type { Compute } from "../state.ts";
import { addPeering } from "./add-peering.ts";
import { removePeering, updatePeering } from "./change-peering.ts";
import { addPeeringBody, removePeeringBody, updatePeeringBody } from "./peering-body.ts";
import { listPeeringRoutes } from "./peering-routes.ts";

const PATH = "global/networks/{network}";

export function peeringMethods(compute: Compute): Method[] {
  return [
    mutation(compute, {
      ...{ name: "networks.addPeering", verb: "POST", path: `${PATH}/addPeering`, body: addPeeringBody },
      run: (call, project) => addPeering(compute, usable(compute, project, param(call, "network")), call.body),
    }),
    mutation(compute, {
      ...{ name: "networks.updatePeering", verb: "PATCH", path: `${PATH}/updatePeering`, body: updatePeeringBody },
      run: (call, project) =>
        updatePeering(compute, usable(compute, project, param(call, "network")), call.body.networkPeering),
    }),
    mutation(compute, {
      ...{ name: "networks.removePeering", verb: "POST", path: `${PATH}/removePeering`, body: removePeeringBody },
      run: (call, project) => removePeering(compute, usable(compute, project, param(call, "network")), call.body.name),
    }),
    listing(compute, {
      ...{ name: "networks.listPeeringRoutes", path: `${PATH}/listPeeringRoutes`, kind: "exchangedPeeringRoutes" },
      query: ["peeringName", "direction", "region"],
      items: (project, call) => listPeeringRoutes(compute, compute.network(project, param(call, "network")), call),
      home: ({ id }, call) => `${networkPath(id, param(call, "network"))}/listPeeringRoutes`,
    }),
  ];
}
