import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export const APP_PROTOCOL = 'app';
/** Address of the one page. */
export const APP_PAGE = `${APP_PROTOCOL}://clavis/`;
const INDEX = 'index.html';

/** What the page is made of. A file of another kind is not served. */
const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export const mimeOf = (path: string): string | null => MIME[extname(path)] ?? null;

/** Every servable file under the folder, as `assets/index.js`. Symbolic links and names out of the ordinary are not among them. */
export function servableFiles(root: string): ReadonlySet<string> {
  const files = new Set<string>();
  // Not `recursive`: that follows links to folders.
  const list = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!/^[\w-][\w.-]*$/u.test(entry.name)) continue;
      if (entry.isDirectory()) list(path);
      else if (entry.isFile() && mimeOf(path) !== null) files.add(path);
    }
  };
  list('');
  return files;
}

/**
 * Which of the known files an address means: exactly its own, or none. Nothing is decoded, normalised or joined, so there is no
 * spelling of an address (`..`, `%2e`, `\`, NUL, drive letters, another host, a query) that could mean anything else.
 */
export function resolveAppPath(address: string, files: ReadonlySet<string>): string | null {
  if (!address.startsWith(APP_PAGE)) return null;
  const path = address.slice(APP_PAGE.length);
  const wanted = path === '' ? INDEX : path;
  return files.has(wanted) ? wanted : null;
}
