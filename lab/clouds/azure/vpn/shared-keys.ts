import { readBody } from "../body.ts";
import { anotherInProgress } from "../network/errors.ts";
import { progressHeaders } from "../operations.ts";
import type { AzureState } from "../state.ts";
import type { ArmCall, ArmRoute, HttpAnswer } from "../wire.ts";
import { pathOf, provider, read } from "./collection.ts";
import { checkGatewayFree, checkKey } from "./connection-settings.ts";
import { beginConnectionWrite, connections } from "./connections.ts";
import { SharedKeyBody } from "./schemas.ts";

/** Virtual seconds. */
const SECONDS = 30;

/** The only place where a connection's key can be read. */
export function sharedKeyRoutes(state: AzureState): ArmRoute[] {
  const path = `${pathOf(connections)}/sharedkey`;
  return [
    {
      // Reading the key is an action of its own, which a role that only reads has not.
      ...{ method: "GET", path, provider, action: "connections/sharedKey/action" },
      run: (call) => ({ status: 200, headers: {}, body: { value: read(state, call, connections).key } }),
    },
    { ...{ method: "PUT", path, provider, action: "connections/sharedKey/write" }, run: (call) => put(state, call) },
  ];
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const target = read(state, call, connections);
  if (target.busy !== undefined) throw anotherInProgress(call, target.busy);
  const gateway = state.gateway(target.settings.gateway);
  if (gateway !== undefined) checkGatewayFree(gateway);
  const { value } = readBody(SharedKeyBody, call.body);
  checkKey(target.id, value);
  target.key = value;
  const operation = beginConnectionWrite(state, state.group(call), { target, seconds: SECONDS });
  return { status: 200, headers: { ...progressHeaders(call, operation), "retry-after": "10" }, body: { value } };
}
