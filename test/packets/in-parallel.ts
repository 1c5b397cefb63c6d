/** Runs for each item, so many at a time. @returns what came of each, in order */
export async function inParallel<T, R>(
  items: readonly T[],
  { atOnce, run }: { readonly atOnce: number; readonly run: (item: T) => Promise<R> },
): Promise<readonly R[]> {
  const results: R[] = [];
  const open = [...items.entries()];
  const work = async () => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const [index, item] = next;
      results[index] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
