import { protocol, type Session } from 'electron';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTENT_SECURITY_POLICY } from './csp.ts';
import { APP_PROTOCOL, mimeOf, resolveAppPath, servableFiles } from './resolve-app-path.ts';

/** Declares `app:` a standard, secure scheme and no more: no CSP bypass, no service workers, no CORS, no fetch API. Before `ready`. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_PROTOCOL, privileges: { standard: true, secure: true } }]);
}

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** Serves the renderer's folder in this session. The list of its files is read once: what is not on it does not exist. */
export function serveApp(session: Session, root: string): void {
  const files = servableFiles(root);
  session.protocol.handle(APP_PROTOCOL, async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { ...HEADERS, Allow: 'GET, HEAD' } });
    const path = resolveAppPath(url, files);
    const type = path === null ? null : mimeOf(path);
    if (path === null || type === null) return new Response(null, { status: 404, headers: HEADERS });
    const body = method === 'HEAD' ? null : await readFile(join(root, path));
    return new Response(body, { headers: { ...HEADERS, 'Content-Type': type } });
  });
}
