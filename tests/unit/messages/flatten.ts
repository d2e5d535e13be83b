/** `{ tokens: { title: 'x' } }` as `['tokens.title', 'x']` lines. */
export function flatten(words: object, prefix = ''): readonly (readonly [key: string, sentence: string])[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'string') return [[path, value] as const];
    if (typeof value === 'object' && value !== null) return flatten(value, path);
    throw new Error(`${path} is neither a sentence nor a group of them`);
  });
}

/** Names between double braces, sorted. */
export function placeholdersOf(sentence: string): readonly string[] {
  return Array.from(sentence.matchAll(/\{\{(\w+)\}\}/gu), (match) => match[1] ?? '').toSorted();
}
