import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../../lab/packets/realm/inner/commands.ts";
import { type Realm, withRealm } from "../../lab/packets/realm/realm.ts";
import type { Site } from "../../lab/packets/site.ts";
import { BODY, PORTS, triesBetween } from "../../lab/packets/tries.ts";
import { tracesOf } from "./traces.ts";
import { joinedByVpn } from "./two-sites.ts";

const CASE = join(import.meta.dirname, "cases/same-asn.json");

/** Real milliseconds: what comes up takes less than three seconds. */
const PATIENCE = 15_000;
const QUIET = 4000;

function reaches(realm: Realm, from: string, to: string): Promise<true | undefined> {
  const once = async () => {
    const reached = await realm.try({ tries: triesBetween(from, to), body: BODY, timeoutMs: 500 });
    return reached.every(Boolean) || undefined;
  };
  return until(once, PATIENCE);
}

async function withSites(sites: readonly Site[], use: (realm: Realm) => Promise<void>): Promise<void> {
  await withRealm(async (realm) => {
    await realm.up({ sites, ports: PORTS });
    await use(realm);
  });
}

describe("a realm", () => {
  it("given it is closed, then nothing of it is left", async () => {
    const before = tracesOf();
    await withSites(joinedByVpn(), async (realm) => {
      expect(await reaches(realm, "east-1", "west-1")).toBe(true);
      expect(tracesOf().programs).not.toEqual(before.programs);
    });
    expect(tracesOf()).toEqual(before);
  });

  it("given whoever opened it is killed, then nothing of it is left", async () => {
    const before = tracesOf();
    const holder = fork(join(import.meta.dirname, "hold-realm.ts"), [CASE], { execArgv: [] });
    const [namespaces] = await once(holder, "message");
    expect(namespaces).toBeGreaterThan(5);
    expect(tracesOf().programs).not.toEqual(before.programs);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const gone = await until(async () => tracesOf().programs.length === before.programs.length || undefined, PATIENCE);
    expect(gone).toBe(true);
    expect(tracesOf()).toEqual(before);
  });

  it("given two at a time, then neither sees the other", async () => {
    const far = joinedByVpn().map((site) => ({ ...site, gateways: [] }));
    await Promise.all([
      withSites(joinedByVpn(), async (realm) => expect(await reaches(realm, "east-1", "west-1")).toBe(true)),
      withSites(far, async (realm) => {
        const tries = triesBetween("east-1", "west-1");
        expect(await realm.try({ tries, body: BODY, timeoutMs: 500 })).toEqual(tries.map(() => false));
      }),
    ]);
  });
});

const suite = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };
const combined = { ...suite, encryption: ["aes256gcm"] };

describe("what the ends of a tunnel offer", () => {
  it.each<{ given: string; ends: Parameters<typeof joinedByVpn>; up: boolean }>([
    {
      ...{ given: "suites with an integrity of their own", up: true },
      ends: [
        { phase1: combined, phase2: combined },
        { phase1: combined, phase2: combined },
      ],
    },
    {
      ...{ given: "several groups, of which only an elliptic one meets", up: true },
      ends: [{ phase1: { ...suite, groups: [2, 19] } }, { phase1: { ...suite, groups: [14, 19] } }],
    },
    {
      ...{ given: "no group for the traffic on one side, as Azure has it by default", up: true },
      ends: [{ phase2: { ...suite, groups: [0, 14] } }, {}],
    },
    { given: "IKEv1 on both sides", ends: [{ ikeVersions: [1] }, { ikeVersions: [1] }], up: true },
    { given: "nobody who begins", ends: [{ initiates: false }], up: false },
  ])("given $given, then it is up: $up", async ({ ends, up }) => {
    await withSites(joinedByVpn(...ends), async (realm) => {
      const all = async () => (await realm.state()).tunnels.every((tunnel) => tunnel.up) || undefined;
      expect(await until(all, up ? PATIENCE : QUIET)).toBe(up ? true : undefined);
    });
  });
});
