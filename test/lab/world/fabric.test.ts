import {
  Fabric,
  type FabricEnd,
  type FabricSession,
  HANDSHAKE_MS,
  type Proposals,
  SESSION_MS,
} from "../../../lab/world/fabric.ts";

const strong: Proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };
const start = 1_000_000;

type Parts = Partial<Omit<FabricEnd, "bgp">> & { readonly bgp?: Partial<FabricSession> };

/** The near end, at 198.18.0.1 with 169.254.32.1, which sends the first packet. */
function near({ bgp, ...parts }: Parts = {}): FabricEnd {
  return {
    ...{ id: "near", local: "198.18.0.1", remote: "198.18.128.1", key: "secret", initiates: true, since: start },
    ...{ ikeVersions: [2], phase1: strong, phase2: strong },
    bgp: {
      ...{ asn: 64_513, peerAsn: 64_514, address: "169.254.32.1", peerAddress: "169.254.32.2", initiates: true },
      ...{ advertises: ["10.1.0.0/16"], mostPrefixes: 100, ...bgp },
    },
    ...parts,
  };
}

/** The far end, as it must be for both to agree; it waits for the first packet. */
function far({ bgp, ...parts }: Parts = {}): FabricEnd {
  return {
    ...near(),
    ...{ id: "far", local: "198.18.128.1", remote: "198.18.0.1", initiates: false },
    bgp: {
      ...{ asn: 64_514, peerAsn: 64_513, address: "169.254.32.2", peerAddress: "169.254.32.1", initiates: false },
      ...{ advertises: ["10.2.0.0/16", "10.3.0.0/16"], mostPrefixes: 100, ...bgp },
    },
    ...parts,
  };
}

/** Each end in a cloud of its own, long after the last change unless said otherwise. */
function fabricOf(ends: readonly FabricEnd[], now = start + HANDSHAKE_MS + SESSION_MS): Fabric {
  const fabric = new Fabric(() => now);
  for (const end of ends) fabric.join(() => [end]);
  return fabric;
}

describe("a tunnel of the fabric", () => {
  it("given both ends agree, then it is up at both", () => {
    const fabric = fabricOf([near(), far()]);
    expect(fabric.tunnel("near")).toEqual({ up: true, since: start + HANDSHAKE_MS });
    expect(fabric.tunnel("far")).toEqual(fabric.tunnel("near"));
  });

  it.each<{ given: string; ends: readonly FabricEnd[]; reason: string }>([
    { given: "one end alone", ends: [near()], reason: "no-peer" },
    {
      given: "a far end that looks for another address",
      ends: [near(), far({ remote: "198.18.0.9" })],
      reason: "no-peer",
    },
    { given: "a far end at another address", ends: [near(), far({ local: "198.18.128.9" })], reason: "no-peer" },
    { given: "nobody who begins", ends: [near({ initiates: false }), far()], reason: "no-initiator" },
    { given: "versions apart", ends: [near({ ikeVersions: [1] }), far()], reason: "ike-version" },
    {
      given: "encryptions apart in phase 1",
      ends: [near({ phase1: { ...strong, encryption: ["aes128"] } }), far()],
      reason: "proposal",
    },
    {
      given: "integrities apart in phase 2",
      ends: [near(), far({ phase2: { ...strong, integrity: ["sha1"] } })],
      reason: "proposal",
    },
    { given: "groups apart", ends: [near({ phase2: { ...strong, groups: [2] } }), far()], reason: "proposal" },
    { given: "two keys", ends: [near({ key: "other" }), far()], reason: "key" },
  ])("given $given, then it is down at both for $reason", ({ ends, reason }) => {
    const fabric = fabricOf(ends);
    expect(fabric.tunnel("near")).toEqual({ up: false, reason });
    expect(fabric.session("near")).toEqual({ up: false, reason: "tunnel" });
    expect(fabric.tunnel("far").up).toBe(false);
  });

  it("given several proposals of which one is common, then it is up", () => {
    const wide = { encryption: ["aes128", "aes256"], integrity: ["sha1", "sha256"], groups: [2, 14] };
    expect(fabricOf([near({ phase1: wide, ikeVersions: [1, 2] }), far({ phase2: wide })]).tunnel("near").up).toBe(true);
  });

  it("given no end of that name, then it has no peer", () => {
    expect(fabricOf([near(), far()]).tunnel("nobody")).toEqual({ up: false, reason: "no-peer" });
  });

  it.each([
    { given: "the far end was changed just now", since: start + 5_000, after: HANDSHAKE_MS + 4_999, up: false },
    { given: "the far end was changed a while ago", since: start + 5_000, after: HANDSHAKE_MS + 5_000, up: true },
  ])("given $given, then up is $up", ({ since, after, up }) => {
    const verdict = fabricOf([near(), far({ since })], start + after).tunnel("near");
    expect(verdict).toEqual(up ? { up, since: since + HANDSHAKE_MS } : { up, reason: "handshake" });
  });

  it("given one end for each of two far ends, then each tunnel has its own", () => {
    const second = { id: "second", remote: "198.18.128.2" };
    const fabric = fabricOf([near(), near(second), far(), far({ id: "far-2", local: "198.18.128.2", key: "other" })]);
    expect([fabric.tunnel("near").up, fabric.tunnel("second").up]).toEqual([true, false]);
  });

  it("given ends that come and go, then the fabric asks anew", () => {
    const ends = [near()];
    const fabric = new Fabric(() => start + HANDSHAKE_MS);
    fabric.join(() => ends);
    expect(fabric.tunnel("near").up).toBe(false);
    ends.push(far());
    expect(fabric.tunnel("near").up).toBe(true);
    ends.pop();
    expect(fabric.tunnel("near").up).toBe(false);
  });
});

describe("a wire of the fabric that is cut", () => {
  /** Both ends, and a clock that goes on by hand. */
  function cuttable() {
    const clock = { now: start + HANDSHAKE_MS + SESSION_MS };
    const fabric = new Fabric(() => clock.now);
    fabric.join(() => [near(), far()]);
    return { clock, fabric };
  }

  it.each([
    { given: "the near address first", one: "198.18.0.1", other: "198.18.128.1" },
    { given: "the far address first", one: "198.18.128.1", other: "198.18.0.1" },
  ])("given $given, then both ends hear nothing", ({ one, other }) => {
    const { fabric } = cuttable();
    fabric.cut(one, other);
    expect(["near", "far"].map((id) => fabric.tunnel(id))).toEqual(Array(2).fill({ up: false, reason: "silence" }));
    expect(fabric.session("near")).toEqual({ up: false, reason: "tunnel" });
    expect(fabric.up()).toEqual([]);
  });

  it("given it is mended, then handshake and session take their time from then on", () => {
    const { clock, fabric } = cuttable();
    const mend = fabric.cut("198.18.0.1", "198.18.128.1");
    clock.now += 60_000;
    const mended = clock.now;
    mend();
    expect(fabric.tunnel("near")).toEqual({ up: false, reason: "handshake" });
    clock.now += HANDSHAKE_MS;
    expect(fabric.tunnel("far")).toEqual({ up: true, since: mended + HANDSHAKE_MS });
    expect(fabric.session("near")).toEqual({ up: false, reason: "opening" });
    clock.now += SESSION_MS;
    expect(fabric.up()).toEqual(["near", "far"]);
  });

  it("given it is mended twice, then the second time changes nothing", () => {
    const { clock, fabric } = cuttable();
    const mend = fabric.cut("198.18.0.1", "198.18.128.1");
    mend();
    clock.now += HANDSHAKE_MS;
    mend();
    expect(fabric.tunnel("near").up).toBe(true);
  });

  it("given it was cut twice, then both cuts must be mended", () => {
    const { clock, fabric } = cuttable();
    const mends = [fabric.cut("198.18.0.1", "198.18.128.1"), fabric.cut("198.18.128.1", "198.18.0.1")];
    mends[0]?.();
    clock.now += HANDSHAKE_MS;
    expect(fabric.tunnel("near")).toEqual({ up: false, reason: "silence" });
    mends[1]?.();
    expect(fabric.tunnel("near")).toEqual({ up: false, reason: "handshake" });
  });

  it("given the wire between others, then nothing changes here", () => {
    const { fabric } = cuttable();
    fabric.cut("198.18.0.1", "198.18.128.2");
    expect(fabric.tunnel("near").up).toBe(true);
  });

  it("given an end that was changed after, then its change decides", () => {
    const { clock, fabric } = cuttable();
    fabric.cut("198.18.0.1", "198.18.128.1")();
    const since = clock.now + 1_000;
    fabric.join(() => [
      near({ id: "late", local: "198.18.5.1" }),
      far({ id: "late-far", remote: "198.18.5.1", since }),
    ]);
    fabric.cut("198.18.5.1", "198.18.128.1")();
    clock.now = since + HANDSHAKE_MS;
    expect(fabric.tunnel("late")).toEqual({ up: true, since: since + HANDSHAKE_MS });
  });
});

describe("a session of the fabric", () => {
  it("given both ends agree, then each has learned what the other advertises", () => {
    const fabric = fabricOf([near(), far()]);
    const since = start + HANDSHAKE_MS + SESSION_MS;
    expect(fabric.session("near")).toEqual({ up: true, since, learned: ["10.2.0.0/16", "10.3.0.0/16"] });
    expect(fabric.session("far")).toEqual({ up: true, since, learned: ["10.1.0.0/16"] });
  });

  it("given a tunnel that has just come up, then it is still opening", () => {
    const fabric = fabricOf([near(), far()], start + HANDSHAKE_MS + SESSION_MS - 1);
    expect(fabric.session("near")).toEqual({ up: false, reason: "opening" });
  });

  it.each<{ given: string; ends: readonly FabricEnd[]; reason: string }>([
    { given: "the wrong number of the peer", ends: [near({ bgp: { peerAsn: 64_999 } }), far()], reason: "asn" },
    { given: "the wrong number at the far end", ends: [near(), far({ bgp: { peerAsn: 64_999 } })], reason: "asn" },
    {
      given: "one number at both ends",
      ends: [near({ bgp: { asn: 64_512, peerAsn: 64_512 } }), far({ bgp: { asn: 64_512, peerAsn: 64_512 } })],
      reason: "asn",
    },
    {
      given: "addresses that are swapped at one end",
      ends: [near({ bgp: { address: "169.254.32.2", peerAddress: "169.254.32.1" } }), far()],
      reason: "addresses",
    },
    { given: "nobody who begins", ends: [near({ bgp: { initiates: false } }), far()], reason: "no-initiator" },
    { given: "more than the far end takes", ends: [near(), far({ bgp: { mostPrefixes: 0 } })], reason: "prefix-limit" },
    {
      given: "more than the near end takes",
      ends: [near({ bgp: { mostPrefixes: 1 } }), far()],
      reason: "prefix-limit",
    },
  ])("given $given, then it is down at both for $reason", ({ ends, reason }) => {
    const fabric = fabricOf(ends);
    expect(fabric.tunnel("near").up).toBe(true);
    expect(fabric.session("near")).toEqual({ up: false, reason });
    expect(fabric.session("far")).toEqual({ up: false, reason });
  });

  it("given as many prefixes as an end takes, then it is up", () => {
    expect(fabricOf([near({ bgp: { mostPrefixes: 2 } }), far()]).session("near").up).toBe(true);
  });

  it("given an end without BGP, then both are unconfigured", () => {
    const { bgp: _, ...silent } = far();
    const fabric = fabricOf([near(), silent]);
    expect(fabric.session("near")).toEqual({ up: false, reason: "unconfigured" });
    expect(fabric.session("far")).toEqual({ up: false, reason: "unconfigured" });
  });
});
