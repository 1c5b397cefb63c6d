import { readFileSync } from "node:fs";
import { openRealm } from "../../lab/packets/realm/realm.ts";

/** Builds the sites of a file, says so to whoever started this, and waits to be killed. */
const [file = ""] = process.argv.slice(2);
const realm = await openRealm();
const { namespaces } = await realm.up({ sites: JSON.parse(readFileSync(file, "utf8")).sites, ports: [443] });
process.send?.(namespaces);
