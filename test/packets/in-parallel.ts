/** Runs for each item as it comes, so many at a time. @returns what came of each, in order */
export async function inParallel<T, R>(
  items: AsyncIterable<T>,
  { atOnce, run }: { readonly atOnce: number; readonly run: (item: T) => Promise<R> },
): Promise<readonly R[]> {
  const results: R[] = [];
  const open = items[Symbol.asyncIterator]();
  let count = 0;
  const work = async () => {
    for (let next = await open.next(); next.done !== true; next = await open.next()) {
      const index = count++;
      results[index] = await run(next.value);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
