/** The most values that one EC2 filter may have. */
const valuesPerFilter = 200;

/** Every item of every page. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** Asks for many values, as many at a time as a filter holds. Without values nothing is asked. */
export async function collectFor<Page, Item>(
  values: readonly string[],
  ask: (some: string[]) => AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const chunks = Array.from({ length: Math.ceil(values.length / valuesPerFilter) }, (_, index) =>
    values.slice(index * valuesPerFilter, (index + 1) * valuesPerFilter),
  );
  const found = await Promise.all(chunks.map((chunk) => collect(ask(chunk), itemsOf)));
  return found.flat();
}
