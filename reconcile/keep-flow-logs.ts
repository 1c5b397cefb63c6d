import { cloudOfAccount, locate, type NetworkId, type Place, placeKey } from "../core/connection/network-id.ts";
import { Refused } from "../core/faults.ts";
import type { FlowLogsWanted } from "../providers/flow-logs.ts";
import { entriesOf, entryOf } from "./directory.ts";
import type { Deps, FlowLogger } from "./ports.ts";

export interface KeepFlowLogsInput {
  /** ISO 8601: now. */
  readonly at: string;
}

export interface KeepFlowLogsOutput {
  /** Where flows are logged and can be looked into, which is on AWS. */
  readonly places: readonly Place[];
  /** Of why flows of some networks are not logged. */
  readonly problems: readonly string[];
}

/** Makes sure that the flows of joined networks are logged that ask for it, and of no others by us. */
export async function keepFlowLogs(
  { flowLogs, ledger, places }: FlowLogger & Pick<Deps, "places">,
  _input: KeepFlowLogsInput,
): Promise<KeepFlowLogsOutput> {
  const directory = entriesOf(await ledger.networks());
  const joined = (await ledger.connections()).filter(({ settled }) => settled !== undefined);
  const networks = new Set(joined.flatMap(({ requester, accepter }): NetworkId[] => [requester, accepter]));
  const wanted = [...networks].flatMap((network) => {
    const { flowLogs: which } = entryOf(directory, network).intent;
    return which === undefined ? [] : [{ network, which }];
  });
  const kept = await Promise.all(
    places.map(async (place) => {
      const own = wanted.filter(({ network }) => placeKey(locate(network)) === placeKey(place));
      return { place, isLogged: own.length > 0, problems: await keepIn(flowLogs, place, own) };
    }),
  );
  return {
    places: kept.filter(({ place, isLogged }) => isLogged && isRead(place)).map(({ place }) => place),
    problems: kept.flatMap(({ problems }) => problems).slice(0, 20),
  };
}

/** A place that does not let us, or not yet, must not keep the others from being looked into. */
async function keepIn(flowLogs: FlowLogger["flowLogs"], place: Place, own: readonly FlowLogsWanted[]) {
  try {
    return (await flowLogs.keepFlowLogs(place, own)).problems;
  } catch (fault) {
    if (fault instanceof Refused) return [fault.message];
    throw fault;
  }
}

function isRead({ account }: Place): boolean {
  return cloudOfAccount(account) === "aws";
}
