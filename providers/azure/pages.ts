/** Every item of every page. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Some resources: one is asked for by itself, several are picked from the list of all, which has as few calls as pages. */
export async function readSome<Id extends string, Item extends { readonly id?: string }>(
  ids: ReadonlySet<Id>,
  read: { one(id: Id): Promise<Item | undefined>; all(): AsyncIterable<Item> },
): Promise<readonly Item[]> {
  const [first] = ids;
  if (first === undefined) return [];
  const known: ReadonlySet<string> = ids;
  if (ids.size > 1) return (await collect(read.all())).filter(({ id = "" }) => known.has(id.toLowerCase()));
  const found = await read.one(first);
  return found === undefined ? [] : [found];
}
