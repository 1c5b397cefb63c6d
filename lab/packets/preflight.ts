import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

/** What the realm runs, and the Debian package that it is in. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "/usr/lib/ipsec/charon": "strongswan-charon",
  "/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so": "libcharon-extra-plugins",
  "/usr/lib/ipsec/plugins/libstrongswan-vici.so": "strongswan-swanctl",
  "/usr/lib/ipsec/plugins/libstrongswan-openssl.so": "libstrongswan-standard-plugins",
  "/usr/lib/frr/bgpd": "frr",
  "/usr/bin/vtysh": "frr",
  "/usr/sbin/nft": "nftables",
  "/usr/bin/fping": "fping",
  "/usr/bin/unshare": "util-linux",
  "/usr/bin/setpriv": "util-linux",
};

/** All that is needed, in one command. */
const INSTALL =
  "apt-get install -y --no-install-recommends strongswan-charon strongswan-swanctl libcharon-extra-plugins " +
  "libstrongswan-standard-plugins frr nftables iproute2 fping";

/** A trial of everything that the realm asks of the kernel, which leaves nothing behind. */
const TRIAL =
  "mount --make-rprivate / && mount -t tmpfs tmpfs /run && mkdir /run/netns && ip netns add trial && " +
  "ip link add one type veth peer name other && ip tuntap add dev tun8 mode tun && nft add table ip trial && " +
  "nft add chain ip trial forward '{ type filter hook forward priority 0; }' && " +
  "nft add rule ip trial forward ct state established accept";

/** What this machine lacks for packets, each with how to get it; nothing when it lacks nothing. */
export function missingForPackets(): readonly string[] {
  if (process.platform !== "linux") return ["Linux: packets need its network namespaces; a virtual machine will do"];
  const packages = Object.entries(PROGRAMS).filter(([path]) => !existsSync(path));
  const missing = packages.map(([path, name]) => `${path}, of package ${name}: ${INSTALL}`);
  if (spawnSync("ip", ["-V"]).error !== undefined) missing.push(`ip, of package iproute2: ${INSTALL}`);
  return missing.length > 0 ? missing : missingOfKernel();
}

function missingOfKernel(): readonly string[] {
  try {
    accessSync("/dev/net/tun", constants.R_OK | constants.W_OK);
  } catch {
    const remedy = "mkdir -p /dev/net; [ -c /dev/net/tun ] || mknod /dev/net/tun c 10 200; chmod 666 /dev/net/tun";
    return [`/dev/net/tun that this user may read and write; as root: ${remedy}`];
  }
  const user = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
  const { status, stderr, error } = spawnSync(
    "unshare",
    [...user, "--mount", "--net", "--pid", "--fork", "sh", "-c", TRIAL],
    { encoding: "utf8" },
  );
  if (status === 0) return [];
  return [
    `a kernel that allows namespaces, veth, tun and nftables (run it as root): ${error?.message ?? stderr.trim()}`,
  ];
}
