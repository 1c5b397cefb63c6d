import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { Bundle, BundleProps } from "./bundle-handlers.ts";

/** `bundleHandlers`, for constructs, which cannot wait: esbuild runs plugins for those only who can. */
export function bundle({ functionsDir, outDir }: BundleProps): Pick<Bundle, "directory"> {
  const script = join(import.meta.dirname, "bundle-handlers.ts");
  // Its standard output is the caller's, where nothing but the application may write.
  execFileSync(process.execPath, [script, functionsDir, outDir], { stdio: ["ignore", "ignore", "inherit"] });
  return { directory: resolve(outDir) };
}
