import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { prepareRehearsal } from '../../../scripts/rehearsal.ts';
import { CardStateFile } from '../../../src-simulator/card-state-file.ts';
import type { CardState } from '../../../src-simulator/card-state.ts';
import { certificatesOf } from '../../../src-simulator/certificates-of.ts';
import { personaliseCard } from '../../../src-simulator/personalise-card.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'clavis-rehearsal-'));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const digits = (text: string): Uint8Array => new TextEncoder().encode(text);
const load = (path: string): CardState => {
  const state = new CardStateFile(path).load();
  if (state === undefined) throw new Error('no card');
  return state;
};

it('keeps a card of its authority, and makes one again whose certificates are others’', async () => {
  const said: string[] = [];
  const prepare = (fresh: boolean, tokenOf = 0) => prepareRehearsal({ dataDir, fresh, tokenOf, pin: digits('4821'), say: (line) => said.push(line) });
  const { cardPath, person } = await prepare(true);
  const first = load(cardPath);
  const issuer = new X509Certificate(Buffer.from(first.issuer, 'base64'));
  const certificates = certificatesOf(first).map((der) => new X509Certificate(der));
  expect(certificates.map((one) => one.checkIssued(issuer) && one.verify(issuer.publicKey))).toEqual([true, true]);
  expect(certificates.map((one) => one.keyUsage ?? [])).toEqual([['1.3.6.1.5.5.7.3.2'], []]);

  await prepare(false);
  expect([load(cardPath), said]).toEqual([first, []]);

  // As rehearsals were before their authority had certificates of its own.
  const { adminKeys: admin } = person as typeof person & { readonly adminKeys: { readonly enc: Uint8Array; readonly mac: Uint8Array } };
  const holder = { commonName: person.holder, organisation: person.entity, country: 'FR' };
  new CardStateFile(cardPath).save(await personaliseCard({ serial: person.serial, holder, label: 'Clavis', pin: digits('4821'), pinBlocked: false, puk: digits('12345678'), admin, keyVersion: person.keyVersion, now: new Date() }));
  await prepare(false);
  expect(load(cardPath).issuer).toBe(first.issuer);
  expect(said).toEqual([expect.stringMatching(/made again/u)]);

  const gids = await prepare(true, 2);
  expect(certificatesOf(load(gids.cardPath)).map((der) => new X509Certificate(der).issuer)).toEqual(certificates.map(({ issuer: name }) => name));
});
