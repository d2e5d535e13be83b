import { describe, expect, it } from 'vitest';
import type { CertificateRow, HomeItem, RequestRow } from '../../../src-shared/domain/account-views.ts';
import { homeItems, reminderFor, type HomeFacts } from '../../../src-main/use-cases/account/home-items.ts';
import { CERTIFICATES, REQUESTS, requestDetail } from '../../support/fake-main/sample-account.ts';
import { SERIAL, tokenView } from '../../support/fake-ports.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 25, 12);
const NOTHING: HomeFacts = { tokens: [], resumable: null, certificates: [], requests: [], appointments: [], officeNames: new Map(), conflicts: [], signedIn: true, now: NOW };
const kinds = (facts: Partial<HomeFacts>): readonly HomeItem['kind'][] => homeItems({ ...NOTHING, ...facts }).map(({ kind }) => kind);
const [PLAIN] = CERTIFICATES as readonly [CertificateRow];
const ending = (days: number, more: Partial<CertificateRow> = {}): CertificateRow => ({ ...PLAIN, token: null, notAfter: NOW + days * DAY, ...more });
const row = (more: Partial<RequestRow>): RequestRow => ({ ...(REQUESTS[0] as RequestRow), ...more });

describe('the first screen', () => {
  it('has nothing to say of nothing', () => {
    expect(homeItems(NOTHING)).toEqual([]);
  });

  it('says first what cannot be used, last what waits for others', () => {
    const booked = requestDetail(REQUESTS.find(({ state }) => state === 'appointmentPlanned') as RequestRow).appointment;
    expect(
      kinds({
        tokens: [tokenView()],
        certificates: [ending(20), ending(-3, { sha256: 'e'.repeat(64) })],
        requests: [row({ nextBy: 'office', nextAction: 'take' }), row({ requestId: 'r2', nextBy: 'holder', nextAction: 'complete' })],
        appointments: booked === null ? [] : [{ ...booked, startsAt: NOW + DAY, endsAt: NOW + DAY + 1 }],
        conflicts: [{ changeId: 'c', kind: 'stale', problem: { code: 'requestChangedMeanwhile', details: {} }, requestId: 'r', mine: null, theirs: null, queuedAt: NOW }],
      }),
    ).toEqual(['tokenBlocked', 'conflict', 'certificateExpired', 'certificateExpires', 'requestWaitsForMe', 'appointment', 'requestWaitsForOffice']);
  });

  it('says which request an appointment is for', () => {
    const booked = requestDetail(REQUESTS.find(({ state }) => state === 'appointmentPlanned') as RequestRow).appointment;
    if (booked === null) throw new Error('a request with an appointment has one');
    const at = { ...booked, startsAt: NOW + DAY, endsAt: NOW + DAY + 1 };
    const items = homeItems({ ...NOTHING, appointments: [at, { ...at, purpose: 'unblock', requestId: null, startsAt: NOW + DAY + 1 }] });
    expect(items).toMatchObject([{ kind: 'appointment', requestId: booked.requestId }, { kind: 'appointment', requestId: null }]);
  });

  it('leads to the unblock that has begun rather than to another', () => {
    const resumable = { serial: SERIAL, entity: '', product: '', linkExpiresAt: NOW + DAY, acted: false };
    expect(kinds({ tokens: [tokenView()], resumable })).toEqual(['unblockResumable']);
    expect(kinds({ tokens: [tokenView({ blocked: false, pin: { triesLeft: 1, triesMax: 3 } })] })).toEqual(['tokenLastTry']);
    expect(kinds({ tokens: [tokenView({ blocked: false, pin: { triesLeft: 3, triesMax: 3 } })] })).toEqual([]);
  });

  it.each([
    [91, null],
    [90, 90],
    [61, 90],
    [60, 60],
    [30, 30],
    [8, 30],
    [7, 7],
    [0, 7],
    [-1, null],
  ])('reminds %i days before the end within %s', (days, within) => {
    expect(reminderFor(NOW + days * DAY, NOW)).toBe(within);
  });

  it('does not remind of what is revoked, renewed, or long over', () => {
    const renewedBy = 'AB'.repeat(16);
    expect(kinds({ certificates: [ending(5, { state: 'revoked' })] })).toEqual([]);
    expect(kinds({ certificates: [ending(5, { account: PLAIN.account === null ? null : { ...PLAIN.account, renewedBy } })] })).toEqual([]);
    expect(kinds({ certificates: [ending(-31, { state: 'expired' })] })).toEqual([]);
    expect(kinds({ certificates: [ending(5, { account: null, state: 'unknown' })] })).toEqual(['certificateExpires']);
  });

  it('proposes to sign in with a token’s certificate that could and does not', () => {
    const place = { readerId: 'r1', serial: SERIAL, use: 'authentication' } as const;
    const could = ending(300, { token: place, signsIn: false, state: 'unknown' });
    const facts = { tokens: [tokenView({ blocked: false, pin: { triesLeft: 3, triesMax: 3 } })], certificates: [could] };
    expect(kinds(facts)).toEqual(['canAssociate']);
    expect(kinds({ ...facts, signedIn: false })).toEqual([]);
    expect(kinds({ ...facts, certificates: [{ ...could, signsIn: true }] })).toEqual([]);
    expect(kinds({ ...facts, certificates: [{ ...could, token: { ...place, use: 'signature' } }] })).toEqual([]);
  });
});
