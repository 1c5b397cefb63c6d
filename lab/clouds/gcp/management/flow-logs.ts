import * as z from "zod";
import { networkPath } from "../compute/links.ts";
import type { Compute } from "../compute/state.ts";
import { alreadyExists, invalidArgument, notFound } from "../gcp-error.ts";
import { type Call, type Method, method, methodWithBody, param } from "../method.ts";

const PATH = "/v1/projects/{project}/locations/global/vpcFlowLogsConfigs";
const ONE = `${PATH}/{config}`;
const SECONDS = 5;

/** A network's flow logs; those of subnets and tunnels are not the lab's. */
const Config = z.strictObject({
  network: z.string(),
  description: z.string().optional(),
  state: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  aggregationInterval: z
    .enum(["5_SEC", "30_SEC", "1_MIN", "5_MIN", "10_MIN", "15_MIN"].map((span) => `INTERVAL_${span}`))
    .default("INTERVAL_5_SEC"),
  flowSampling: z.number().positive().max(1).default(1),
  metadata: z.enum(["INCLUDE_ALL_METADATA", "EXCLUDE_ALL_METADATA", "CUSTOM_METADATA"]).default("INCLUDE_ALL_METADATA"),
  filterExpr: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

type Configs = Map<string, z.infer<typeof Config> & { readonly name: string }>;

/** The part of the Network Management API that keeps VPC Flow Logs configurations. */
export function flowLogMethods(compute: Compute): Method[] {
  const projects = new Map<string, Configs>();
  const configsOf = (call: Call<unknown>) => {
    const { id } = compute.project(param(call, "project"));
    const configs = projects.get(id) ?? new Map();
    projects.set(id, configs);
    return { id, configs };
  };
  const service = "networkmanagement";
  return [
    method({
      ...{ service, name: "vpcFlowLogsConfigs.list", verb: "GET", path: PATH, query: ["pageSize", "pageToken"] },
      run: (call) => {
        const found = [...configsOf(call).configs.values()];
        return found.length === 0 ? {} : { vpcFlowLogsConfigs: found };
      },
    }),
    methodWithBody({
      ...{ service, name: "vpcFlowLogsConfigs.create", verb: "POST", path: PATH, body: Config },
      query: ["vpcFlowLogsConfigId"],
      run: (call) => {
        const { id, configs } = configsOf(call);
        const config = call.query.get("vpcFlowLogsConfigId") ?? "";
        if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(config)) throw invalidArgument(`Invalid id '${config}'.`);
        const name = nameOf(id, config);
        if (configs.has(name)) throw alreadyExists(name);
        const network = compute.network(compute.project(id), call.body.network.split("/").at(-1) ?? "");
        if (networkPath(id, network.name) !== call.body.network) throw notFound(call.body.network);
        configs.set(name, { name, ...call.body });
        return operation(compute, id);
      },
    }),
    method({
      ...{ service, name: "vpcFlowLogsConfigs.delete", verb: "DELETE", path: ONE },
      run: (call) => {
        const { id, configs } = configsOf(call);
        const name = nameOf(id, param(call, "config"));
        if (!configs.delete(name)) throw notFound(name);
        return operation(compute, id);
      },
    }),
  ];
}

function nameOf(project: string, config: string): string {
  return `projects/${project}/locations/global/vpcFlowLogsConfigs/${config}`;
}

function operation({ clock, random }: Compute, project: string) {
  const name = `projects/${project}/locations/global/operations/operation-${clock.now()}-${random.uuid()}`;
  return { name, metadata: { endTime: new Date(clock.now() + SECONDS * 1000).toISOString() }, done: false };
}
