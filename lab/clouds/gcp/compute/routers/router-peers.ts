import { invalidField } from "../../gcp-error.ts";
import { refuseBadName } from "../names.ts";
import { covers, isAddress } from "../ranges.ts";
import { refuseBadAdvertisement } from "./advertisement.ts";
import type { BgpPeerBody } from "./router-body.ts";
import type { BgpPeer, RouterInterface } from "./router-resources.ts";

/** The BGP peers that a request gives a router; throws unless each fits its interface. */
export function checkedPeers(interfaces: readonly RouterInterface[], wanted: readonly BgpPeerBody[]): BgpPeer[] {
  return wanted.map((body, index) => {
    const { name, interfaceName, peerIpAddress, peerAsn, advertisedRoutePriority, enable } = body;
    const at = `resource.bgpPeers[${index}]`;
    refuseBadName(`${at}.name`, name);
    if (wanted.findIndex((one) => one.name === name) !== index) {
      throw invalidField(`${at}.name`, name, "Duplicate BGP peer name.");
    }
    const { advertiseMode, advertisedGroups, advertisedIpRanges } = body;
    const advertisement = { advertiseMode, advertisedGroups, advertisedIpRanges };
    refuseBadAdvertisement(at, advertisement);
    const ipAddress = checkedAddress(at, interfaces, body);
    return {
      ...advertisement,
      name,
      interfaceName,
      ipAddress,
      peerIpAddress,
      peerAsn,
      advertisedRoutePriority,
      enable,
    };
  });
}

/** A peer's near address: that of its interface, whether or not the request says it (hashicorp/terraform#29594). */
function checkedAddress(at: string, interfaces: readonly RouterInterface[], peer: BgpPeerBody): string {
  const face = interfaces.find(({ name }) => name === peer.interfaceName);
  if (face === undefined) {
    throw invalidField(`${at}.interfaceName`, peer.interfaceName, "The router has no interface of this name.");
  }
  const [address = ""] = face.ipRange.split("/");
  if (peer.ipAddress !== undefined && peer.ipAddress !== address) {
    const why = `Must be the address of the interface '${face.name}', ${address}.`;
    throw invalidField(`${at}.ipAddress`, peer.ipAddress, why);
  }
  const isNeighbour =
    isAddress(peer.peerIpAddress) && peer.peerIpAddress !== address && covers(face.ipRange, `${peer.peerIpAddress}/32`);
  if (isNeighbour) return address;
  throw invalidField(`${at}.peerIpAddress`, peer.peerIpAddress, `Must be in the range ${face.ipRange}.`);
}
