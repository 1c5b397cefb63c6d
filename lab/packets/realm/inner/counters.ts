import * as z from "zod";
import type { Dropped } from "../protocol.ts";
import { run, within } from "./commands.ts";
import type { Drop } from "./filter-rules.ts";
import type { SiteNode } from "./nodes.ts";

const listing = z.object({
  nftables: z.array(
    z.looseObject({
      rule: z
        .looseObject({
          comment: z.string().optional(),
          expr: z.array(z.looseObject({ counter: z.object({ packets: z.number() }).optional() })).default([]),
        })
        .optional(),
    }),
  ),
});

/** What the filters of a network have dropped since they were last asked. */
export class Counters {
  readonly #namespace: string;
  readonly #drops: readonly Drop[];
  #before: readonly number[] = [];

  constructor({ namespace }: SiteNode, drops: readonly Drop[]) {
    this.#namespace = namespace;
    this.#drops = drops;
  }

  async take(): Promise<readonly Dropped[]> {
    const before = this.#before;
    const now = await this.#read();
    this.#before = now;
    return this.#drops.flatMap((drop, index) => {
      const packets = (now[index] ?? 0) - (before[index] ?? 0);
      return packets === 0 ? [] : [{ ...drop, packets }];
    });
  }

  /** Packets by number of the drop. */
  async #read(): Promise<readonly number[]> {
    const [program, args] = within(this.#namespace, ["nft", "-j", "list", "table", "ip", "filters"]);
    const { nftables } = listing.parse(JSON.parse(await run(program, args)));
    const counted = new Map(
      nftables.map(({ rule }) => [
        rule?.comment,
        rule?.expr.reduce((sum, { counter }) => sum + (counter?.packets ?? 0), 0) ?? 0,
      ]),
    );
    return this.#drops.map((_, index) => counted.get(String(index)) ?? 0);
  }
}
