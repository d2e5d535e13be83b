import { X509Certificate } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readList, type ReadList } from '../../../../src-server/ca/read-list.ts';
import { ListFolder } from '../../../../src-server/web-eid/list-folder.ts';
import { LoginCa, newKeyPair } from '../../../support/login-certificate.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 0, 0);
const DAY = 86_400_000;

let folder: string;
let ca: LoginCa;
let issuer: X509Certificate;
let person: X509Certificate;
/** Lists read, and signatures checked, so far. */
let read: number;
let checked: number;
let lists: ListFolder;

/** The real thing, counted. */
function counted(der: Buffer): ReadList {
  const list = readList(der);
  read += 1;
  return {
    ...list,
    signedBy: (key) => {
      checked += 1;
      return list.signedBy(key);
    },
  };
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-list-folder-'));
  ca = new LoginCa(NOW);
  issuer = new X509Certificate(await ca.own());
  person = new X509Certificate(await ca.issue(newKeyPair('P-256').publicKey));
  read = 0;
  checked = 0;
  lists = new ListFolder(folder, counted);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'autre.crl');
const put = (bytes: Uint8Array): void => {
  writeFileSync(join(folder, 'new'), bytes);
  renameSync(join(folder, 'new'), file());
};
const says = async (now = NOW, of = issuer): Promise<string | null> => (await lists.status(person, of, now))?.status ?? null;

it('a list is read once and its signature checked once for each issuer that is asked about, however often', async () => {
  put(await ca.list(NOW, []));
  const other = new X509Certificate(await new LoginCa(NOW, { name: 'CN=Encore une autre' }).own());
  for (let i = 0; i < 5; i += 1) expect([await says(), await says(NOW, other)]).toEqual(['good', null]);
  expect([read, checked]).toEqual([1, 2]);
  // One that is renewed with the key it had, another certificate: checked for itself.
  expect(await says(NOW, new X509Certificate(await ca.own()))).toBe('good');
  expect([read, checked]).toEqual([1, 3]);
});

it('its time is judged at each question, without another look at its signature', async () => {
  put(await ca.list(NOW, []));
  expect([await says(NOW), await says(NOW + DAY - 1), await says(NOW + DAY), await says(NOW - 1), await says(NOW)]).toEqual(['good', 'good', 'unknown', 'unknown', 'good']);
  expect([read, checked]).toEqual([1, 1]);
});

it('a file that changed is read and checked again: also one of the same size and time of writing', async () => {
  // Signatures of RSA keys are all of one length.
  ca = new LoginCa(NOW, { kind: 'RSA-2048' });
  issuer = new X509Certificate(await ca.own());
  const written = new Date(NOW);
  put(await ca.list(NOW, ['7F00000000000000000000000000000F']));
  utimesSync(file(), written, written);
  const before = statSync(file());
  expect(await says()).toBe('good');
  put(await ca.list(NOW, [person.serialNumber]));
  utimesSync(file(), written, written);
  expect(statSync(file())).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs });
  expect([await says(), await says()]).toEqual(['revoked', 'revoked']);
  expect([read, checked]).toEqual([2, 2]);
});

it('a forged list in place of a good one says nothing, nor does the good one with a byte changed; the good one put back does', async () => {
  const good = await ca.list(NOW, [person.serialNumber]);
  put(good);
  expect(await says()).toBe('revoked');
  put(await new LoginCa(NOW, { name: ca.name }).list(NOW, []));
  expect([await says(), await says()]).toEqual([null, null]);
  const changed = Buffer.from(good);
  const at = changed.indexOf(Buffer.from(person.serialNumber, 'hex'));
  changed[at + 5] = (changed[at + 5] ?? 0) ^ 1;
  put(changed);
  expect([await says(), await says()]).toEqual([null, null]);
  expect([read, checked]).toEqual([3, 3]);
  put(good);
  expect(await says()).toBe('revoked');
  rmSync(file());
  expect(await says()).toBeNull();
});
