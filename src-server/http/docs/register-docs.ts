import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { docsPage } from './docs-page.ts';

/** As strict as the page of a link; besides, its script may ask this authority, and nobody else. */
const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** `/docs`: made once, of the document that `/openapi.json` gives. */
export function registerDocs(app: FastifyInstance, openapi: object): void {
  const files = [
    { path: '/docs', type: 'text/html; charset=utf-8', body: Buffer.from(docsPage(openapi)) },
    { path: '/assets/docs.js', type: 'text/javascript; charset=utf-8', body: publicFile('docs.js') },
    { path: '/assets/docs.css', type: 'text/css; charset=utf-8', body: publicFile('docs.css') },
  ];
  for (const { path, type, body } of files) {
    app.route({ method: ['GET', 'HEAD'], url: path, handler: async (_request, reply) => reply.header('content-security-policy', DOCS_CSP).type(type).send(body) });
  }
}

function publicFile(name: string): Buffer {
  return readFileSync(new URL(`../../public/${name}`, import.meta.url));
}
