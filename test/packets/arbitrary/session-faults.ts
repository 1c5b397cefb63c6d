import type { BgpEnd, Gateway, Site } from "../../../lab/packets/site.ts";
import { editEnds, editGateways, editSessions } from "../../lab/packets/edit.ts";
import { atOneEnd, atOneSite, changeEach, type Fault } from "./fault.ts";

/** What keeps a session down while its tunnel is up, or routes from being told or taken. */
export const SESSION_FAULTS: Readonly<Record<string, Fault>> = {
  "inside addresses swapped": atSession(({ address, peerAddress }) => ({ address: peerAddress, peerAddress: address })),
  "inside addresses of another /30": atSession(({ address, peerAddress }) => ({
    address: inAnotherWire(address),
    peerAddress: inAnotherWire(peerAddress),
  })),
  "wrong peer asn": atSession(() => ({ peerAsn: 64_999 })),
  // With nothing told, a limit of none is met; what a neighbour's neighbour tells would break it, and the fabric, which
  // sees no transit, would not know.
  "own prefix not advertised": atSession(({ advertises }, far) =>
    advertises.length === 0 || far.mostPrefixes < advertises.length ? undefined : { advertises: advertises.slice(1) },
  ),
  "prefix limit": atSession(({ advertises }, { mostPrefixes }) => ({
    advertises: [...advertises, ...many(mostPrefixes)],
  })),
  "same asn on both sides": sameAsn,
  "gateway detached": atOneSite((site) =>
    changeEach(site.gateways, (gateway) => (gateway.attached ? [{ ...gateway, attached: false }] : undefined)).map(
      ({ item, items }) => ({ at: item.id, site: { ...site, gateways: items } }),
    ),
  ),
};

/** Prefixes of nobody's. */
function many(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `10.200.${index}.0/24`);
}

function atSession(change: (bgp: BgpEnd, far: BgpEnd) => Partial<BgpEnd> | undefined): Fault {
  return atOneEnd(({ bgp }, far) => {
    const parts = bgp === undefined || far.bgp === undefined ? undefined : change(bgp, far.bgp);
    return bgp === undefined || parts === undefined ? undefined : { bgp: { ...bgp, ...parts } };
  });
}

/** Wires have octets up to 51. */
function inAnotherWire(address: string): string {
  return address.replace(/^169\.254\.(\d+)/, (_, octet) => `169.254.${100 + (Number(octet) % 100)}`);
}

/** A gateway takes a neighbour's number, and all its neighbours know: nothing else is wrong. */
function sameAsn(sites: readonly Site[]) {
  return sites.flatMap(({ gateways }) =>
    gateways.flatMap((gateway) =>
      neighboursOf(gateway, sites).map(({ id, asn }) => ({
        at: `${gateway.id} as ${id}`,
        sites: sites.map((site) => renumbered(site, gateway, asn)),
      })),
    ),
  );
}

function neighboursOf({ tunnels, asn }: Gateway, sites: readonly Site[]): Gateway[] {
  const remotes = tunnels.map(({ remote }) => remote);
  return sites
    .flatMap(({ gateways }) => gateways)
    .filter((other) => other.asn !== asn && other.tunnels.some(({ local }) => remotes.includes(local)));
}

function renumbered(site: Site, gateway: Gateway, asn: number): Site {
  if (!site.gateways.includes(gateway)) {
    const locals = gateway.tunnels.map(({ local }) => local);
    return editEnds(site, ({ bgp, ...end }) => {
      if (bgp === undefined) return end;
      const knows = locals.includes(end.remote) && bgp.peerAsn === gateway.asn;
      return { ...end, bgp: knows ? { ...bgp, peerAsn: asn } : bgp };
    });
  }
  return editSessions(
    editGateways(site, (own) => ({ ...own, asn })),
    () => ({ asn }),
  );
}
