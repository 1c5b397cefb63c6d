import { GcpError, invalidArgument } from "../gcp-error.ts";
import { fingerprint } from "../ids.ts";
import { type Call, type Method, method, methodWithBody, param } from "../method.ts";
import { type Cluster, type Clusters, clusterPath } from "./clusters.ts";
import { renderCluster, renderContainerOperation } from "./container-view.ts";
import { type LabelsBody, labelsBody, refuseBadLabels } from "./labels.ts";

const LOCATION = "/v1/projects/{project}/locations/{location}";
const CLUSTER = `${LOCATION}/clusters/{cluster}`;
const SECONDS = 5;

/** The container API, as far as clusters are a source of labels and of pod ranges. */
export function containerMethods(clusters: Clusters): Method[] {
  return [
    method({
      ...{ service: "container", name: "clusters.list", verb: "GET", path: `${LOCATION}/clusters` },
      run: (call) => {
        const project = clusters.compute.project(param(call, "project")).id;
        const found = clusters.list(project, param(call, "location"));
        return found.length === 0 ? {} : { clusters: found.map((cluster) => renderCluster(clusters, cluster)) };
      },
    }),
    method({
      ...{ service: "container", name: "clusters.get", verb: "GET", path: CLUSTER },
      run: (call) => renderCluster(clusters, find(clusters, call)),
    }),
    methodWithBody({
      ...{ service: "container", name: "clusters.setResourceLabels", verb: "POST", body: labelsBody },
      path: `${CLUSTER}:setResourceLabels`,
      run: (call) => setLabels(clusters, find(clusters, call), call.body),
    }),
    method({
      ...{ service: "container", name: "operations.get", verb: "GET", path: `${LOCATION}/operations/{operation}` },
      run: (call) => {
        const [project, location, name] = [param(call, "project"), param(call, "location"), param(call, "operation")];
        const found = clusters.operations.find(project, location, name);
        if (found === undefined) throw missing(`projects/${project}/locations/${location}/operations/${name}`);
        return renderContainerOperation(found);
      },
    }),
  ];
}

function find(clusters: Clusters, call: Call): Cluster {
  const project = clusters.compute.project(param(call, "project")).id;
  const [location, name] = [param(call, "location"), param(call, "cluster")];
  const found = clusters.find(project, location, name);
  if (found === undefined) throw missing(clusterPath({ project, location, name }));
  return found;
}

/** Replaces all labels; the fingerprint says which ones the caller has seen. */
function setLabels(clusters: Clusters, cluster: Cluster, { resourceLabels, labelFingerprint }: LabelsBody) {
  const target = clusterPath(cluster);
  refuseBadLabels(resourceLabels);
  if (labelFingerprint !== cluster.labelFingerprint) {
    throw invalidArgument(`Labels could not be set due to fingerprint mismatch on ${target}.`);
  }
  if (clusters.operations.isChanging(target)) {
    const message = `Cluster is running incompatible operation.`;
    throw new GcpError({ status: 400, reason: "failedPrecondition", message, canonical: "FAILED_PRECONDITION" });
  }
  const request = { project: cluster.project, location: cluster.location, operationType: "UPDATE_CLUSTER", target };
  const operation = clusters.operations.start(request, SECONDS, () => {
    cluster.resourceLabels = resourceLabels;
    cluster.labelFingerprint = fingerprint(clusters.compute.random);
  });
  return renderContainerOperation(operation);
}

function missing(path: string): GcpError {
  return new GcpError({ status: 404, reason: "notFound", message: `Not found: ${path}.`, canonical: "NOT_FOUND" });
}
