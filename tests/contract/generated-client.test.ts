import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthorityFixture } from './authority-fixture.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What somebody writes who has nothing but the published document. */
const PROGRAM = `import process from 'node:process';
import createClient from 'openapi-fetch';
import type { paths } from './api.ts';

const [baseUrl = '', act = '', token = ''] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl });
const credential = { email: 'nora.petit@exemple.fr', password: 'Marée-haute-61!' };

async function main(): Promise<unknown> {
  if (act === 'health') return (await client.GET('/health')).data?.status;
  if (act === 'signUp') {
    const { password } = credential;
    const { data, error } = await client.POST('/v1/accounts', { body: { firstName: 'Nora', lastName: 'Petit', email: credential.email, password, passwordAgain: password, language: 'fr' } });
    return data?.accepted ?? error?.error.code;
  }
  await client.POST('/v1/accounts/confirmations', { body: { token } });
  const { data, error } = await client.POST('/v1/logins', { body: credential });
  if (data === undefined) return error?.error.code;
  const { data: terms } = await client.GET('/v1/terms');
  const headers = { authorization: \`Bearer \${data.sessionToken}\` };
  await client.POST('/v1/account/terms', { headers, body: { version: terms?.version ?? '' } });
  return (await client.GET('/v1/account', { headers })).data?.firstName;
}
console.log(JSON.stringify(await main()));
`;

let authority: AuthorityFixture;
let dir: string;
let url: string;
beforeAll(async () => {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  dir = mkdtempSync(join(ROOT, 'out', 'client-'));
  authority = await AuthorityFixture.open();
  url = await authority.authority.listen();
  const nodes = await openapiTypescript(new URL('/openapi.json', url));
  writeFileSync(join(dir, 'api.ts'), astToString(nodes));
  writeFileSync(join(dir, 'program.ts'), PROGRAM);
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { types: ['node'], lib: ['es2024', 'dom'] }, files: ['program.ts'] }));
});
afterAll(async () => {
  await authority.close();
  rmSync(dir, { recursive: true, force: true });
});

const compile = () => run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', dir]).then(() => '', (cause: unknown) => (cause instanceof Error && 'stdout' in cause ? String(cause.stdout) : String(cause)));
const act = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await run(process.execPath, [join(dir, 'program.ts'), url, ...args])).stdout);

describe('a client generated from the document', () => {
  it('compiles, and refuses a field that is none', async () => {
    expect(await compile()).toBe('');
    writeFileSync(join(dir, 'program.ts'), PROGRAM.replace("firstName: 'Nora'", "firstNom: 'Nora'"));
    expect(await compile()).toContain('firstNom');
    writeFileSync(join(dir, 'program.ts'), PROGRAM);
  }, 120_000);

  it('signs a person up, confirms the address, signs in, and reads who that is', async () => {
    expect(await act('health')).toBe('ok');
    expect(await act('signUp')).toBe(true);
    const { mails } = await authority.mailbox();
    const token = /\/account#([\w-]{43})/u.exec(mails.find(({ to }) => to === 'nora.petit@exemple.fr')?.text ?? '')?.[1] ?? '';
    expect(await act('login', token)).toBe('Nora');
  });
});
