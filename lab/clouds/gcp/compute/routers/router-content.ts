import { invalidField, required } from "../../gcp-error.ts";
import type { Compute, Project } from "../state.ts";
import { refuseBadAdvertisement } from "./advertisement.ts";
import type { BgpBody, RouterBody } from "./router-body.ts";
import { checkedInterfaces } from "./router-interfaces.ts";
import { checkedPeers } from "./router-peers.ts";
import type { Router, RouterBgp, RouterContent } from "./router-resources.ts";

/** What a request makes of a router; throws unless it may be so. */
export function completeContent(compute: Compute, project: Project, router: Router, body: RouterBody): RouterContent {
  const bgp = body.bgp ? checkedBgp(router, body.bgp) : undefined;
  const interfaces = checkedInterfaces(compute, project, router, body.interfaces ?? []);
  const bgpPeers = checkedPeers(interfaces, body.bgpPeers ?? []);
  if (bgpPeers.length > 0 && bgp === undefined) throw required("resource.bgp.asn");
  return { description: body.description ?? "", bgp, interfaces, bgpPeers };
}

/** "Must be an RFC 6996 private ASN, either 16-bit or 32-bit. The value will be fixed for this router resource." */
function checkedBgp({ content }: Router, { asn = content.bgp?.asn, ...body }: BgpBody): RouterBgp {
  if (asn === undefined) throw required("resource.bgp.asn");
  const isPrivate = (asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294);
  if (!isPrivate) throw invalidField("resource.bgp.asn", asn, "Must be an RFC 6996 private ASN.");
  if (content.bgp !== undefined && content.bgp.asn !== asn) {
    throw invalidField("resource.bgp.asn", asn, "This field cannot be changed");
  }
  const bgp = {
    ...body,
    asn,
    advertiseMode: body.advertiseMode ?? "DEFAULT",
    keepaliveInterval: body.keepaliveInterval ?? 20,
  };
  refuseBadAdvertisement("resource.bgp", bgp);
  return bgp;
}
