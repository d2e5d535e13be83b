import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { framedPage, type PageParts } from './framed-page.ts';

/** `script-src 'self'` and no inline anything: a code in the fragment is read by one small script of ours and by nothing else. */
const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The same for a page that sends its token to us, and to nobody else. */
const SENDING_CSP = PAGE_CSP.replace("script-src 'self'", "script-src 'self'; connect-src 'self'");

const UNBLOCK: PageParts = { title: 'Débloquer mon support', titleEnglish: null, styles: ['unblock.css'], script: { name: 'unblock.js', load: 'defer' }, content: 'unblock.html' };
const ACCOUNT: PageParts = { title: 'Confirmer mon adresse', titleEnglish: 'Confirm my address', styles: ['unblock.css', 'account.css'], script: { name: 'account.js', load: 'module' }, content: 'account.html' };
const PASSWORD: PageParts = { title: 'Choisir mon mot de passe', titleEnglish: 'Choose my password', styles: ['unblock.css', 'account.css'], script: { name: 'password.js', load: 'module' }, content: 'password.html' };

interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  readonly csp?: string;
}

/**
 * The pages that links of mails open. Static: they ask the database nothing and use no link, so mail scanners that open them change
 * nothing. The code stays in the fragment, which browsers do not send.
 */
export function registerPages(app: FastifyInstance): void {
  const files: StaticFile[] = [
    { path: '/unblock', type: 'text/html; charset=utf-8', body: page(UNBLOCK) },
    { path: '/assets/unblock.js', type: 'text/javascript; charset=utf-8', body: publicFile('unblock.js') },
    { path: '/assets/unblock.css', type: 'text/css; charset=utf-8', body: publicFile('unblock.css') },
    { path: '/account', type: 'text/html; charset=utf-8', body: page(ACCOUNT), csp: SENDING_CSP },
    { path: '/password', type: 'text/html; charset=utf-8', body: page(PASSWORD), csp: SENDING_CSP },
    { path: '/assets/account.js', type: 'text/javascript; charset=utf-8', body: publicFile('account.js') },
    { path: '/assets/password.js', type: 'text/javascript; charset=utf-8', body: publicFile('password.js') },
    { path: '/assets/account-link.js', type: 'text/javascript; charset=utf-8', body: publicFile('account-link.js') },
    { path: '/assets/account.css', type: 'text/css; charset=utf-8', body: publicFile('account.css') },
    { path: '/assets/inter.woff2', type: 'font/woff2', body: packageFile('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2') },
  ];
  for (const { path, type, body, csp = PAGE_CSP } of files) {
    app.route({
      method: ['GET', 'HEAD'],
      url: path,
      handler: async (_request, reply) => reply.header('content-security-policy', csp).type(type).send(body),
    });
  }
}

function page(parts: PageParts): Buffer {
  return Buffer.from(framedPage(parts), 'utf8');
}

function publicFile(name: string): Buffer {
  return readFileSync(new URL(`../public/${name}`, import.meta.url));
}

function packageFile(specifier: string): Buffer {
  return readFileSync(fileURLToPath(import.meta.resolve(specifier)));
}
