/**
 * Writes the keys of an AWS client's schemas as they are: `{ [_eQN]: … }` as `{ "ec2QueryName": … }`. A bundler must
 * take a computed key for something that has effects, and keeps the schemas of all operations for it: of EC2's client
 * that is nine tenths of the bytes.
 */
export function inlineKeys(source: string): string {
  const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(_\w+)\]:/g, (computed, name) => {
    const text = names.get(name);
    return text === undefined ? computed : `${text}:`;
  });
}
