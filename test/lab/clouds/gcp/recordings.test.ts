import { flawsByType } from "./vendor/answer-check.ts";
import { ALWAYS_THERE } from "./vendor/presence.ts";
import { FOLDER, present, recordedIn, withIds } from "./vendor/recordings.ts";

/** Where the rows of a type are found: in answers of this kind, or in lists of them. */
const KINDS: Readonly<Record<string, string>> = {
  Operation: "compute#operation",
  Network: "compute#network",
  Subnetwork: "compute#subnetwork",
  Firewall: "compute#firewall",
  Route: "compute#route",
  Router: "compute#router",
  NetworkList: "compute#networkList",
  FirewallList: "compute#firewallList",
  RouteList: "compute#routeList",
  SubnetworkAggregatedList: "compute#subnetworkAggregatedList",
};

type Row = Readonly<Record<string, unknown>>;

const recent = recordedIn("kcc-real").map(({ responseBody }) => responseBody);
const older = recordedIn("cloud-custodian").map(({ responseBody }) => responseBody);

describe("the recordings", () => {
  it(
    present ? "given recordings, then they are compared" : `given NO recordings in ${FOLDER}, then NOTHING is compared`,
    () => expect(recent.length).toBe(present ? 99 : 0),
  );

  it("given every recorded answer of a type that we check, then it is as Google's definition has it", () => {
    const flaws = Object.entries(KINDS).flatMap(([type, kind]) =>
      [...recent, ...older].flatMap((body) =>
        [...withKind(body, kind)].flatMap((row) =>
          flawsByType(type, withIds(row), []).map((flaw) => `${type}: ${flaw}`),
        ),
      ),
    );
    expect(flaws).toEqual([]);
  });

  for (const [type, kind] of present ? Object.entries(KINDS) : []) {
    it(`given ${type}, then every recent answer has the fields that we call always there`, () => {
      const rows = rowsOfKind(kind);
      expect(rows).not.toEqual([]);
      const common = (ALWAYS_THERE[type] ?? []).filter((field) => rows.every((row) => field in row));
      expect(common).toEqual(ALWAYS_THERE[type]);
    });
  }

  it("given recorded peerings, then each has the fields that we call always there", () => {
    const peerings = recent
      .flatMap((body) => [...withKind(body, "compute#network")])
      .flatMap((row) => (Array.isArray(row["peerings"]) ? row["peerings"] : []));
    expect(peerings.length > 0).toBe(present);
    const missing = peerings.flatMap((peering) =>
      ALWAYS_THERE["NetworkPeering"]?.filter((field) => !(field in peering)),
    );
    expect(missing).toEqual([]);
  });
});

/** Of the last years where there are such; lists and what stands in lists are found too. */
function rowsOfKind(kind: string): Row[] {
  const found = recent.flatMap((body) => [...withKind(body, kind)]);
  return found.length > 0 ? found : older.flatMap((body) => [...withKind(body, kind)]);
}

function* withKind(body: unknown, kind: string): Generator<Row> {
  if (typeof body !== "object" || body === null) return;
  const row: Row = { ...body };
  if (row["kind"] === kind) yield row;
  for (const value of Object.values(body)) yield* withKind(value, kind);
}
