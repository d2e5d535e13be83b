import { describe, expect, it } from 'vitest';
import { certificateRows } from '../../../src-main/use-cases/certificates/certificate-rows.ts';
import { endCalendar } from '../../../src-main/use-cases/certificates/end-calendar.ts';
import { certificateReply, type CertificateReply } from '../../../src-shared/http/certificates.ts';
import { CERTIFICATES } from '../../support/fake-main/sample-account.ts';
import { tokenView } from '../../support/fake-ports.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const account = CERTIFICATES.flatMap((row) => (row.account === null ? [] : [row.account]));
const [first] = account as [CertificateReply, ...CertificateReply[]];
const onToken = (sha256: string) => ({ use: 'authentication', subject: 'Camille Durand', issuer: 'Autorité', notBefore: NOW - 1, notAfter: NOW + 1_000, sha256 }) as const;

describe('certificates of account and tokens', () => {
  it('are one row where they are one certificate', () => {
    const rows = certificateRows({ account, signIn: new Set([first.sha256]), tokens: [tokenView({ certificates: [onToken(first.sha256), onToken('f'.repeat(64))] })], now: NOW });
    expect(rows).toHaveLength(account.length + 1);
    expect(rows.filter(({ sha256 }) => sha256 === first.sha256)).toMatchObject([{ account: first, token: { readerId: 'r1', use: 'authentication' }, signsIn: true }]);
    expect(rows.find(({ account: known }) => known === null)).toMatchObject({ state: 'unknown', name: 'Camille Durand', token: { use: 'authentication' }, signsIn: false });
  });

  it('say who issued them: the certificate itself where it is plugged in, else the account; nobody where the account is of before', () => {
    const { issuer: _, ...old } = first;
    const known = [first, { ...first, sha256: 'a'.repeat(64) }, { ...(old as CertificateReply), sha256: 'b'.repeat(64) }];
    const rows = certificateRows({ account: known, signIn: new Set(), tokens: [tokenView({ certificates: [onToken(first.sha256), onToken('f'.repeat(64))] })], now: NOW });
    const issuers = new Map(rows.map(({ sha256, issuer }) => [sha256.slice(0, 4), issuer]));
    expect(issuers).toEqual(new Map([[first.sha256.slice(0, 4), 'Autorité'], ['aaaa', 'Clavis AC Qualifiée'], ['bbbb', null], ['ffff', 'Autorité']]));
  });

  it('are read from an authority of before, which does not name their issuer', () => {
    const { issuer: _, ...old } = first;
    expect(certificateReply.parse(old)).toMatchObject({ serial: first.serial, issuer: null });
  });

  it('expire by the clock of this machine, however old the copy is; what is revoked stays so', () => {
    const old = { ...first, state: 'valid', notAfter: NOW - 1 } as const;
    const rows = certificateRows({ account: [old, { ...old, sha256: 'a'.repeat(64), state: 'revoked' }], signIn: new Set(), tokens: [], now: NOW });
    expect(rows.map(({ state }) => state).toSorted()).toEqual(['expired', 'revoked']);
  });
});

describe('the calendar of an end', () => {
  const text = endCalendar({ serial: 'AB'.repeat(16), sha256: 'c'.repeat(64), holder: 'Anaïs; Lefèvre, Ñandú \\ Société d’Exemple très longue', notAfter: NOW }, 'fr', NOW - 1);

  it('has lines of 75 octets at most, each ended by CR LF, and no character cut', () => {
    expect(text.endsWith('\r\n')).toBe(true);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).not.toContain('\uFFFD');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
  });

  it('escapes what RFC 5545 asks for and reminds four times', () => {
    const unfolded = text.replaceAll('\r\n ', '');
    expect(unfolded).toContain('SUMMARY:Fin de validité du certificat · Anaïs\\; Lefèvre\\, Ñandú \\\\ Société');
    expect(unfolded.match(/TRIGGER:-P\d+D/gu)).toEqual(['TRIGGER:-P90D', 'TRIGGER:-P60D', 'TRIGGER:-P30D', 'TRIGGER:-P7D']);
    expect(unfolded).toContain('DTSTART:20261125T120000Z');
  });
});
