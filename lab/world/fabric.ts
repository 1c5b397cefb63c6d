/** One end of a tunnel as its own cloud is configured: what it would do on the wire, not what anybody meant. */
export interface FabricEnd {
  /** Unique over all clouds: `aws/vpn-0abc/198.51.100.7`. */
  readonly id: string;
  /** Outside addresses. */
  readonly local: string;
  readonly remote: string;
  readonly key: string;
  readonly ikeVersions: readonly (1 | 2)[];
  /** Whether it sends the first packet; where neither end does, nothing comes up. */
  readonly initiates: boolean;
  readonly phase1: Proposals;
  readonly phase2: Proposals;
  readonly bgp?: FabricSession;
  /** Epoch milliseconds of the virtual clock: when this end was last changed. */
  readonly since: number;
}

/** What an end offers or takes, in names of our own: `aes256`, `aes256gcm`, `sha256`, `14`. */
export interface Proposals {
  readonly encryption: readonly string[];
  readonly integrity: readonly string[];
  readonly groups: readonly number[];
}

export interface FabricSession {
  readonly asn: number;
  readonly peerAsn: number;
  /** Inside addresses. */
  readonly address: string;
  readonly peerAddress: string;
  readonly initiates: boolean;
  /** What is told to the peer: prefixes, as text. */
  readonly advertises: readonly string[];
  /** More than this from the peer and the session goes down. */
  readonly mostPrefixes: number;
}

export type TunnelVerdict =
  | { readonly up: true; readonly since: number }
  | {
      readonly up: false;
      readonly reason: "no-peer" | "silence" | "no-initiator" | "ike-version" | "proposal" | "key" | "handshake";
    };

export type SessionVerdict =
  | { readonly up: true; readonly since: number; readonly learned: readonly string[] }
  | {
      readonly up: false;
      readonly reason: "tunnel" | "unconfigured" | "addresses" | "asn" | "no-initiator" | "prefix-limit" | "opening";
    };

/** How long a handshake takes when both ends are there, and BGP after it: some seconds each (milliseconds). */
export const HANDSHAKE_MS = 20_000;
export const SESSION_MS = 15_000;

/**
 * The wires between the clouds of a lab. A cloud tells what ends it has; the fabric decides which tunnels and sessions
 * are up: both ends must agree.
 */
export class Fabric {
  readonly #sources: (() => readonly FabricEnd[])[] = [];
  readonly #wires = new Map<string, Wire>();
  readonly #now: () => number;

  /** @param now epoch milliseconds of the virtual clock */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Has a cloud tell its ends; asked anew at every question. */
  join(ends: () => readonly FabricEnd[]): void {
    this.#sources.push(ends);
  }

  /** The key of an end, which the wire knows: no API of Google's tells it, nor EC2's when Secrets Manager keeps it. */
  keyOf(id: string): string | undefined {
    return this.#pair(id).mine?.key;
  }

  /**
   * Nothing passes between two outside addresses until what is returned is called; then handshakes begin anew. Of
   * several cuts, all must be mended.
   */
  cut(one: string, other: string): () => void {
    const name = wireOf(one, other);
    const wire = this.#wires.get(name) ?? { cuts: new Set(), mendedAt: 0 };
    this.#wires.set(name, wire);
    const cut = Symbol(name);
    wire.cuts.add(cut);
    return () => {
      if (wire.cuts.delete(cut)) wire.mendedAt = this.#now();
    };
  }

  /** Whether the tunnel of this end is up. */
  tunnel(id: string): TunnelVerdict {
    return this.#tunnel(this.#pair(id));
  }

  /** Whether the BGP session of this end is up, and what it has learned. */
  session(id: string): SessionVerdict {
    return this.#session(this.#pair(id));
  }

  /** Ids of the ends whose tunnel and session are up. */
  up(): readonly string[] {
    const ends = this.#ends();
    return ends.filter((end) => this.#session(pairIn(ends, end)).up).map(({ id }) => id);
  }

  #ends(): readonly FabricEnd[] {
    return this.#sources.flatMap((source) => source());
  }

  #pair(id: string): EndPair {
    const ends = this.#ends();
    return pairIn(
      ends,
      ends.find((end) => end.id === id),
    );
  }

  #tunnel({ mine, theirs }: EndPair): TunnelVerdict {
    if (mine === undefined || theirs === undefined) return { up: false, reason: "no-peer" };
    const wire = this.#wires.get(wireOf(mine.local, mine.remote));
    if (wire !== undefined && wire.cuts.size > 0) return { up: false, reason: "silence" };
    const problem = tunnelProblem(mine, theirs);
    if (problem !== undefined) return { up: false, reason: problem };
    const since = Math.max(mine.since, theirs.since, wire?.mendedAt ?? 0) + HANDSHAKE_MS;
    return this.#now() >= since ? { up: true, since } : { up: false, reason: "handshake" };
  }

  #session(pair: EndPair): SessionVerdict {
    const tunnel = this.#tunnel(pair);
    if (!tunnel.up) return { up: false, reason: "tunnel" };
    const { mine, theirs } = pair;
    if (mine?.bgp === undefined || theirs?.bgp === undefined) return { up: false, reason: "unconfigured" };
    const problem = sessionProblem(mine.bgp, theirs.bgp);
    if (problem !== undefined) return { up: false, reason: problem };
    const since = tunnel.since + SESSION_MS;
    if (this.#now() < since) return { up: false, reason: "opening" };
    // A speaker drops what has passed through its own system, which is all of it where both have the same number.
    return { up: true, since, learned: theirs.bgp.advertises };
  }
}

interface EndPair {
  readonly mine: FabricEnd | undefined;
  readonly theirs: FabricEnd | undefined;
}

function pairIn(ends: readonly FabricEnd[], mine: FabricEnd | undefined): EndPair {
  return { mine, theirs: ends.find((end) => end.local === mine?.remote && end.remote === mine.local) };
}

interface Wire {
  readonly cuts: Set<symbol>;
  /** By the virtual clock: when a cut was last mended. */
  mendedAt: number;
}

/** The same from both ends. */
function wireOf(one: string, other: string): string {
  return [one, other].sort().join(" ");
}

type TunnelProblem = Exclude<Extract<TunnelVerdict, { up: false }>["reason"], "no-peer" | "silence" | "handshake">;

function tunnelProblem(one: FabricEnd, other: FabricEnd): TunnelProblem | undefined {
  if (!one.initiates && !other.initiates) return "no-initiator";
  if (!one.ikeVersions.some((version) => other.ikeVersions.includes(version))) return "ike-version";
  if (!agree(one.phase1, other.phase1) || !agree(one.phase2, other.phase2)) return "proposal";
  return one.key === other.key ? undefined : "key";
}

function agree(one: Proposals, other: Proposals): boolean {
  const meet = <T>(a: readonly T[], b: readonly T[]) => a.some((value) => b.includes(value));
  return (
    meet(one.encryption, other.encryption) && meet(one.integrity, other.integrity) && meet(one.groups, other.groups)
  );
}

function sessionProblem(
  one: FabricSession,
  other: FabricSession,
): "addresses" | "asn" | "no-initiator" | "prefix-limit" | undefined {
  if (one.address !== other.peerAddress || one.peerAddress !== other.address) return "addresses";
  if (one.asn !== other.peerAsn || one.peerAsn !== other.asn || one.asn === other.asn) return "asn";
  if (!one.initiates && !other.initiates) return "no-initiator";
  const tooMany = one.advertises.length > other.mostPrefixes || other.advertises.length > one.mostPrefixes;
  return tooMany ? "prefix-limit" : undefined;
}
