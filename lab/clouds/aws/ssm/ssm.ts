import * as z from "zod";
import type { VirtualClock } from "../../../world/clock.ts";
import { AwsError } from "../aws-error.ts";
import { epochSeconds, jsonService, reads, writes } from "../json-protocol.ts";
import { arnAt, type Place, Scoped } from "../scoped.ts";
import type { AwsService } from "../wire.ts";

interface Parameter {
  readonly Name: string;
  readonly Type: "String" | "StringList" | "SecureString";
  readonly Value: string;
  readonly Version: number;
  readonly LastModifiedDate: number;
  readonly ARN: string;
  readonly DataType: "text";
}

const Put = z.object({
  Name: z.string().min(1),
  Value: z.string().min(1).max(4096),
  Type: z.enum(["String", "StringList", "SecureString"]).default("String"),
  Overwrite: z.boolean().default(false),
});
const ByPath = z.object({ Path: z.string(), Recursive: z.boolean().default(false) });

export interface ParameterStore extends AwsService {
  put(place: Place, input: unknown): void;
}

/** SSM's Parameter Store. */
export function ssmService({ clock }: { readonly clock: VirtualClock }): ParameterStore {
  const stores = new Scoped(() => new Map<string, Parameter>());
  const get = (place: Place, name: string): Parameter => {
    const parameter = stores.at(place).get(name);
    if (parameter === undefined) throw new AwsError("ParameterNotFound", `parameter ${name} not found`);
    return parameter;
  };
  const put = (place: Place, { Overwrite, ...input }: z.infer<typeof Put>) => {
    const store = stores.at(place);
    const old = store.get(input.Name);
    if (old !== undefined && !Overwrite) {
      throw new AwsError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite it, set the overwrite option.",
      );
    }
    const ARN = arnAt(place, "ssm", `parameter/${input.Name.replace(/^\//, "")}`);
    const Version = (old?.Version ?? 0) + 1;
    store.set(input.Name, { ...input, ARN, Version, DataType: "text", LastModifiedDate: epochSeconds(clock.now()) });
    return { Version, Tier: "Standard" };
  };
  const service = jsonService({
    name: "ssm",
    version: "1.1",
    actions: {
      PutParameter: writes(Put, (input, call) => put(call, input)),
      GetParameter: reads(z.object({ Name: z.string() }), ({ Name }, call) => ({ Parameter: get(call, Name) })),
      GetParameters: reads(z.object({ Names: z.array(z.string()) }), ({ Names }, call) => {
        const store = stores.at(call);
        return {
          Parameters: Names.flatMap((name) => store.get(name) ?? []),
          InvalidParameters: Names.filter((name) => !store.has(name)),
        };
      }),
      GetParametersByPath: reads(ByPath, ({ Path, Recursive }, call) => ({
        Parameters: [...stores.at(call).values()].filter(({ Name }) => isUnder(Path, Name, Recursive)),
      })),
      DeleteParameter: writes(z.object({ Name: z.string() }), ({ Name }, call) => {
        get(call, Name);
        stores.at(call).delete(Name);
      }),
    },
  });
  return { ...service, put: (place, input) => void put(place, Put.parse(input)) };
}

function isUnder(path: string, name: string, recursive: boolean): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/"));
}
