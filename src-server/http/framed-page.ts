import { readFileSync } from 'node:fs';

/** One page that a link of a mail opens: what is its own in the frame that all of them share. */
export interface PageParts {
  /** In French, as it is served. */
  readonly title: string;
  /** Told in the page with the French one, for a script that several pages share; null: its script knows it. */
  readonly titleEnglish: string | null;
  readonly styles: readonly string[];
  readonly script: { readonly name: string; readonly load: 'defer' | 'module' };
  /** Of the folder `public`: a section for each language, then, after `WITHOUT_SCRIPT`, what is said where scripts do not run. */
  readonly content: string;
}

const PUBLIC = new URL('../public/', import.meta.url);
const WITHOUT_SCRIPT = '<!-- without a script -->\n';

/** The whole page. Its words are ours and are put in as they are. @throws Error, for a frame and a content that do not fit each other. */
export function framedPage({ title, titleEnglish, styles, script, content }: PageParts): string {
  const [sections, noscript, ...more] = readPublic(content).split(WITHOUT_SCRIPT);
  if (sections === undefined || noscript === undefined || more.length > 0) throw new Error(`${content} has not two parts`);
  const files = [...styles.map((name) => `<link rel="stylesheet" href="/assets/${name}" />`), `<script src="/assets/${script.name}" ${script.load === 'defer' ? 'defer' : 'type="module"'}></script>`];
  const parts: Readonly<Record<string, string>> = {
    titles: titleEnglish === null ? '' : ` data-title-fr="${title}" data-title-en="${titleEnglish}"`,
    title,
    files: indented(files.join('\n'), 4),
    content: indented(sections, 6),
    noscript: indented(noscript, 10),
  };
  return readPublic('frame.html').replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`the frame has a place for ${name}, which no page has`);
    return part;
  });
}

/** Lines as deep as the frame has them; empty ones stay empty. */
function indented(text: string, depth: number): string {
  return text.trimEnd().replaceAll(/^(?=.)/gmu, ' '.repeat(depth));
}

function readPublic(name: string): string {
  return readFileSync(new URL(name, PUBLIC), 'utf8');
}
