/** A block of a text of terms. Inline marks are read as plain text: nothing of it becomes markup. */
export type TermsBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] };

const HEADING = /^(#{1,3})\s+(.+?)\s*#*$/u;
const BULLET = /^\s*[-*+]\s+(.+)$/u;
const NUMBER = /^\s*\d{1,3}[.)]\s+(.+)$/u;

/** Headings, paragraphs and flat lists of Markdown; whatever else stands there is a paragraph. */
export function parseTerms(text: string): readonly TermsBlock[] {
  const blocks: TermsBlock[] = [];
  let open: { kind: 'paragraph'; lines: string[] } | { kind: 'list'; ordered: boolean; items: string[] } | null = null;
  const close = (): void => {
    if (open?.kind === 'paragraph') blocks.push({ kind: 'paragraph', text: open.lines.join(' ') });
    if (open?.kind === 'list') blocks.push({ kind: 'list', ordered: open.ordered, items: open.items });
    open = null;
  };
  for (const line of text.split(/\r?\n/u)) {
    const heading = HEADING.exec(line);
    const bullet = BULLET.exec(line);
    const item = bullet ?? NUMBER.exec(line);
    if (line.trim() === '') close();
    else if (heading !== null) {
      close();
      blocks.push({ kind: 'heading', level: levelOf(heading[1] ?? '#'), text: plain(heading[2] ?? '') });
    } else if (item !== null) {
      const ordered = bullet === null;
      if (open?.kind !== 'list' || open.ordered !== ordered) {
        close();
        open = { kind: 'list', ordered, items: [] };
      }
      open.items.push(plain(item[1] ?? ''));
    } else if (open?.kind === 'list' && /^\s+/u.test(line)) {
      open.items.push(`${open.items.pop() ?? ''} ${plain(line.trim())}`);
    } else {
      if (open?.kind !== 'paragraph') {
        close();
        open = { kind: 'paragraph', lines: [] };
      }
      open.lines.push(plain(line.trim()));
    }
  }
  close();
  return blocks;
}

function levelOf(marks: string): 1 | 2 | 3 {
  return marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
}

/** Without marks of emphasis and of links: a link becomes its words and its address, so that nothing can be clicked. */
function plain(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\(([^)\s]*)\)/gu, '$1 ($2)')
    .replaceAll(/(\*\*|__)(.+?)\1/gu, '$2')
    .replaceAll(/`([^`]*)`/gu, '$1');
}
