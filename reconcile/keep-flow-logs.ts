import { locate, type NetworkId, type Place, placeKey } from "../core/connection/network-id.ts";
import { entriesOf, entryOf } from "./directory.ts";
import type { Deps, FlowLogger } from "./ports.ts";

export interface KeepFlowLogsInput {
  /** ISO 8601: now. */
  readonly at: string;
}

export interface KeepFlowLogsOutput {
  /** Where flows are logged: there it is worth looking. */
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
  const here = places.filter(({ account }) => /^\d{12}$/.test(account));
  const kept = await Promise.all(
    here.map(async (place) => {
      const own = wanted.filter(({ network }) => placeKey(locate(network)) === placeKey(place));
      const { problems } = await flowLogs.keepFlowLogs(place, own);
      return { place, isLogged: own.length > 0, problems };
    }),
  );
  return {
    places: kept.filter(({ isLogged }) => isLogged).map(({ place }) => place),
    problems: kept.flatMap(({ problems }) => problems).slice(0, 20),
  };
}
