import type { Provider } from "./provider.ts";
import type { VpnProvider } from "./vpn.ts";

/** All that is asked of a cloud: that it joins networks of its own, and its end of what joins them to another cloud's. */
export interface CloudProvider extends Provider, VpnProvider {}
