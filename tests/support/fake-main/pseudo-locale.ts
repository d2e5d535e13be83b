/** A language nobody speaks: every letter accented, every sentence longer by 40 %. What does not stand in it was not translated; what is cut would be in German. */
const ACCENTED: Readonly<Record<string, string>> = { a: 'å', c: 'ç', e: 'ẽ', i: 'ï', n: 'ñ', o: 'ø', s: 'š', u: 'ü', y: 'ý', A: 'Å', C: 'Ç', E: 'É', I: 'Î', N: 'Ñ', O: 'Ø', S: 'Š', U: 'Ü' };
const GROWTH = 0.4;
const PADDING = 'løñgẽr wørdš häve tø fït ';

/** Values in braces and tags stay as they are. */
export function pseudo(sentence: string): string {
  const accented = sentence
    .split(/(\{\{\w+\}\}|<\/?\w+>)/u)
    .map((part) => (part.startsWith('{{') || part.startsWith('<') ? part : part.replaceAll(/[a-zA-Z]/gu, (letter) => ACCENTED[letter] ?? letter)))
    .join('');
  const more = Math.ceil(sentence.length * GROWTH);
  // One word grows as a word: nothing can break it.
  const padding = sentence.includes(' ') ? ` ${PADDING.repeat(Math.ceil(more / PADDING.length)).slice(0, more)}`.trimEnd() : 'ø'.repeat(more);
  return `⟦${accented}${padding}⟧`;
}

/** Changes a set of words in place, before the screens read it. */
export function makePseudo(words: object): void {
  for (const [key, value] of Object.entries(words) as [string, unknown][]) {
    if (typeof value === 'string') Object.assign(words, { [key]: pseudo(value) });
    else if (typeof value === 'object' && value !== null) makePseudo(value);
  }
}
