import { ArmError } from "./arm-error.ts";
import type { ArmRoute } from "./wire.ts";

interface Match {
  readonly route: ArmRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** The route of a call, or what ARM says of a path that leads nowhere. Fixed parts are compared without case. */
export function findRoute(routes: readonly ArmRoute[], method: string, path: string): Match {
  const asked = path.split("/");
  const matches = routes.flatMap((route) => {
    const params = matchPath(route.path.split("/"), asked);
    return params === undefined ? [] : [{ route, params }];
  });
  const match = matches.find(({ route }) => route.method === method);
  if (match !== undefined) return match;
  if (!/^\/(subscriptions|providers)\//i.test(path)) {
    const message = "The request did not have a subscription or a valid tenant level resource provider.";
    throw new ArmError("MissingSubscription", message, { status: 404 });
  }
  if (matches.length > 0) {
    const message = `The http method '${method}' is not supported for this resource type.`;
    throw new ArmError("HttpMethodNotSupported", message, { status: 405 });
  }
  throw new ArmError("InvalidResourceType", `The lab has no resource type at '${path}'.`, { status: 404 });
}

function matchPath(parts: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const given = decodeURIComponent(asked[at] ?? "");
    if (part.startsWith("{")) {
      if (given === "") return undefined;
      params[part.slice(1, -1)] = given;
    } else if (part.toLowerCase() !== given.toLowerCase()) return undefined;
  }
  return params;
}
