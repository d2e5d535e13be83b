import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES } from '../../src-shared/http/contract.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import { AuthorityFixture } from './authority-fixture.ts';

const operations = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))) });
let authority: AuthorityFixture;
let document: Record<string, unknown>;
beforeAll(async () => {
  authority = await AuthorityFixture.open();
  document = (await authority.authority.app.inject({ url: '/openapi.json' })).json();
});
afterAll(async () => authority.close());

/** Every schema in it, wherever it stands. */
function schemasIn(value: unknown, found: object[] = []): readonly object[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, member] of Object.entries(value)) {
    if (key === 'schema' && typeof member === 'object' && member !== null) found.push(member as object);
    else schemasIn(member, found);
  }
  return found;
}

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 and tells of every route, once', async () => {
    const judged = await new Validator().validate(structuredClone(document));
    expect([judged.valid, judged.errors]).toEqual([true, undefined]);
    const told = Object.entries(operations.parse(document).paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`));
    const routes = Object.entries<Route>(ROUTES).map(([name, { method, path }]) => `${name} ${method} ${path.replaceAll(/:(\w+)/gu, '{$1}')}`);
    expect(told.toSorted()).toEqual(routes.toSorted());
  });

  it('has schemas of JSON Schema 2020-12 that say what they mean', () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false, strictTypes: false });
    ajv.addSchema(document, 'openapi.json');
    const schemas = schemasIn(document);
    expect(schemas.length).toBeGreaterThan(150);
    for (const schema of schemas) {
      expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
      // Compiling finds patterns that are none and references to nothing.
      if (!('$ref' in schema)) ajv.compile(schema);
    }
  });

  it('judges the replies that are really given', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'openapi.json');
    const pointer = (...parts: readonly string[]): string => `openapi.json#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    for (const path of ['/health', '/ready', '/v1/audit/heads', '/v1/terms', '/v1/products']) {
      const reply = await authority.authority.app.inject({ url: path });
      const validate = ajv.compile({ $ref: pointer('paths', path, 'get', 'responses', String(reply.statusCode), 'content', 'application/json', 'schema') });
      expect(validate(reply.json()), `${path} ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });
});

describe('/docs', () => {
  it('tells of every route, with nothing inline and nothing from elsewhere', async () => {
    const { statusCode, headers, body } = await authority.authority.app.inject({ url: '/docs' });
    expect(statusCode).toBe(200);
    const csp = String(headers['content-security-policy']);
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("script-src 'self'");
    expect(csp).not.toContain('unsafe');
    for (const name of Object.keys(ROUTES)) expect(body).toContain(`<details id="${name}">`);
    expect(body).not.toMatch(/<script(?! src="\/assets\/docs\.js" defer><\/script>)|<style|\son\w+=|\sstyle=/iu);
    for (const [, address] of body.matchAll(/(?:src|href)="([^"]*)"/gu)) expect(address).toMatch(/^(?:\/assets\/docs\.(?:js|css)|\/openapi\.json|#[\w-]+)$/u);
    for (const asset of ['/assets/docs.js', '/assets/docs.css']) expect((await authority.authority.app.inject({ url: asset })).statusCode).toBe(200);
  });

  it('has a label for each field and an id for one thing only', async () => {
    const { body } = await authority.authority.app.inject({ url: '/docs' });
    const ids = [...body.matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const labelled = new Set([...body.matchAll(/<label for="([^"]+)"/gu)].map(([, id]) => id));
    for (const [, id] of body.matchAll(/<(?:input|textarea) id="([^"]+)"/gu)) expect(labelled.has(id), id).toBe(true);
  });
});
