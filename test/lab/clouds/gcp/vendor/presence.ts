type Fields = Readonly<Record<string, readonly string[]>>;

/**
 * Fields that every recorded answer of the last years has, by the message's name: what Google's definition cannot say,
 * since it requires nothing. `recordings.test.ts` holds this table to the recordings.
 */
export const ALWAYS_THERE: Fields = {
  Operation: [
    ...["kind", "id", "name", "operationType", "targetLink", "targetId", "status", "progress"],
    ...["user", "insertTime", "startTime", "selfLink"],
  ],
  Network: ["kind", "id", "creationTimestamp", "name", "selfLink", "selfLinkWithId"],
  NetworkPeering: [
    ...["name", "network", "state", "stateDetails", "autoCreateRoutes", "exchangeSubnetRoutes", "stackType"],
    ...["exportCustomRoutes", "importCustomRoutes"],
    ...["exportSubnetRoutesWithPublicIp", "importSubnetRoutesWithPublicIp"],
  ],
  Subnetwork: [
    ...["kind", "id", "creationTimestamp", "name", "network", "ipCidrRange", "gatewayAddress", "region", "selfLink"],
    ...["privateIpGoogleAccess", "privateIpv6GoogleAccess", "fingerprint", "purpose"],
  ],
  Firewall: [
    ...["kind", "id", "creationTimestamp", "name", "description", "network", "priority", "direction", "disabled"],
    "selfLink",
  ],
  Route: ["kind", "id", "creationTimestamp", "name", "description", "network", "destRange", "priority", "selfLink"],
  Router: [
    ...["kind", "id", "creationTimestamp", "name", "description", "network", "region", "selfLink"],
    "encryptedInterconnectRouter",
  ],
  NetworkList: ["kind", "id", "selfLink"],
  SubnetworkList: ["kind", "id", "selfLink"],
  FirewallList: ["kind", "id", "selfLink"],
  RouteList: ["kind", "id", "selfLink"],
  OperationList: ["kind", "id", "selfLink"],
  SubnetworkAggregatedList: ["kind", "id", "items", "selfLink"],
  SubnetworkSecondaryRange: ["rangeName", "ipCidrRange"],
};

/** Fields that the lab's own answers have besides: most recorded ones have them too, or there is no recording at all. */
export const OURS: Fields = {
  Network: ["autoCreateSubnetworks", "networkFirewallPolicyEnforcementOrder"],
  NetworkPeering: ["updateStrategy"],
  Subnetwork: ["enableFlowLogs", "logConfig", "allowSubnetCidrRoutesOverlap"],
  ExchangedPeeringRoutesList: ["kind", "id", "selfLink"],
  ExchangedPeeringRoute: ["destRange", "type", "priority", "imported"],
  VpnGateway: [
    ...["kind", "id", "creationTimestamp", "name", "network", "region", "selfLink", "vpnInterfaces", "stackType"],
    "labelFingerprint",
  ],
  ExternalVpnGateway: [
    ...["kind", "id", "creationTimestamp", "name", "selfLink", "interfaces", "redundancyType", "labelFingerprint"],
  ],
  VpnTunnel: [
    ...["kind", "id", "creationTimestamp", "name", "region", "selfLink", "vpnGateway", "vpnGatewayInterface", "status"],
    ...["peerExternalGateway", "peerExternalGatewayInterface", "router", "ikeVersion", "detailedStatus"],
    ...["sharedSecret", "sharedSecretHash", "labelFingerprint"],
  ],
  RouterBgp: ["asn", "advertiseMode"],
  RouterInterface: ["name", "linkedVpnTunnel", "ipRange", "managementType"],
  RouterBgpPeer: ["name", "interfaceName", "ipAddress", "peerIpAddress", "peerAsn", "advertiseMode", "enable"],
  RouterStatusResponse: ["kind", "result"],
  RouterStatusBgpPeerStatus: [
    ...["name", "ipAddress", "peerIpAddress", "linkedVpnTunnel", "status", "state", "numLearnedRoutes"],
  ],
  BgpRoute: ["kind", "network", "destRange", "nextHopIp", "priority"],
  VpnGatewayAggregatedList: ["kind", "id", "items", "selfLink"],
  VpnTunnelAggregatedList: ["kind", "id", "items", "selfLink"],
  RouterAggregatedList: ["kind", "id", "items", "selfLink"],
  Project: ["kind", "id", "creationTimestamp", "name", "selfLink"],
};
