import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { Route } from '../../../src-shared/http/route-shape.ts';
import { RENEWAL_WINDOW_MS } from '../../../src-server/use-cases/certificates/view-certificate.ts';
import { pdf, sha256Of } from '../../support/sample-files.ts';
import { LoginCa, newKeyPair, pemOf, webEidTokenOf } from '../../support/login-certificate.ts';
import { confirmationOf, SOFTWARE_PRODUCT, TOKEN_PRODUCT } from '../certificates/certificate-desk.ts';
import { OPENING } from '../desk/desk-world.ts';
import { requestBody } from '../requests/request-desk.ts';
import { PASSWORD } from '../signed-in.ts';
import { NotedWorld } from './noted-world.ts';

/**
 * Every route that changes what the owner of an account sees is called once in good order, and its feed tells of it. The list of those that
 * change nothing is held against the contract: a new route is in one of the two, or the last test fails.
 */
const QUIET: readonly RouteName[] = [
  'searchRequests', 'searchOfficeRequests', 'searchCertificates', 'searchOfficeCertificates', 'searchAppointments', 'searchSlots', 'searchDesk', 'searchStaff',
  'searchApprovals', 'searchAudit', 'searchErasures', 'searchJournal', 'dayAtDesk', 'readChanges', 'revocationCode', 'testCertificate',
  // They change an office, or what an office does with a token; no account shows it.
  'createOffice', 'noteIdentity', 'openUnblockTicket', 'reopenAnswers',
];
const NOW = Date.UTC(2026, 10, 23, 9, 0, 0);
const DAY_MS = 24 * 60 * 60_000;
const NEW = 'Vent-du-large-9!';

let folder: string;
let ca: LoginCa;
let world: NotedWorld;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-trusted-'));
  ca = new LoginCa(NOW);
  writeFileSync(join(folder, 'autre.pem'), pemOf(await ca.own()));
  world = await NotedWorld.open(folder);
});
afterAll(async () => {
  await world.authority.close();
  rmSync(folder, { recursive: true, force: true });
});

const announcement = (bytes: Buffer) => ({ kind: 'other', fileName: 'autre.pdf', type: 'application/pdf', size: bytes.length, sha256: sha256Of(bytes) });

describe('requests', () => {
  it('from the draft to its deletion', async () => {
    const { requestId } = await world.does('holder', 'createRequest', { body: requestBody(world.officeId) }, ['holder request']);
    const params = { requestId };
    await world.does('holder', 'modifyRequest', { params, body: { ...requestBody(world.officeId, { name: 'Autre nom' }), revision: 1 } }, ['holder request']);
    const bytes = pdf('noted');
    const { documentId } = await world.does('holder', 'announceDocument', { params, body: announcement(bytes) }, ['holder request']);
    await world.does('holder', 'uploadDocument', { params: { requestId, documentId }, body: bytes, type: 'application/pdf' }, ['holder request']);
    await world.does('holder', 'removeDocument', { params: { requestId, documentId } }, ['holder request']);
    const other = await world.does('holder', 'announceDocument', { params, body: announcement(pdf('never')) }, ['holder request']);
    await world.does('holder', 'removeDocument', { params: { requestId, documentId: other.documentId } }, ['holder request']);
    await world.does('holder', 'deleteRequest', { params }, ['holder request']);
  });

  it('from the hand-in to a refusal, and taken back', async () => {
    const { requestId, revision } = await world.requests.draft(world.officeId);
    await world.requests.addAll(requestId);
    const params = { requestId };
    const submitted = await world.does('holder', 'submitRequest', { params, body: { revision } }, ['holder request']);
    const taken = await world.does('operator', 'takeRequest', { params, body: { revision: submitted.revision } }, ['holder request']);
    const [document] = (await world.requests.read(requestId)).body().documents;
    const verdict = { verdict: 'refused', reason: 'other', text: 'Page coupée.' };
    await world.does('operator', 'judgeDocument', { params: { requestId, documentId: document?.documentId ?? '' }, body: verdict }, ['holder request']);
    const asked = await world.does('operator', 'askCompletion', { params, body: { revision: taken.revision, text: 'Il manque une page.' } }, ['holder request']);
    await world.does('operator', 'refuseRequest', { params, body: { revision: asked.revision, reason: 'other', text: 'Motif.' } }, ['holder request']);
    const back = await world.requests.submitted(world.officeId);
    await world.does('holder', 'withdrawRequest', { params: { requestId: back.requestId }, body: { revision: back.revision } }, ['holder request']);
  });

  it('to an acceptance', async () => {
    const { requestId } = await world.requests.submitted(world.officeId);
    const operator = world.certificates.operator;
    const params = { requestId };
    const { revision } = (await world.authority.call('takeRequest', { bearer: operator.bearer, idempotencyKey: crypto.randomUUID(), params, body: { revision: 2 } })).body();
    for (const { documentId } of (await world.requests.read(requestId)).body().documents) {
      await world.does('operator', 'judgeDocument', { params: { requestId, documentId }, body: { verdict: 'accepted' } }, ['holder request']);
    }
    await world.does('operator', 'acceptRequest', { params, body: { revision } }, ['holder request']);
  });
});

describe('appointments', () => {
  const slot = (days: number, hour = 9): number => NOW + days * DAY_MS + (hour - 10) * 60 * 60_000;

  it('with the request that each is about', async () => {
    const { requestId } = await world.certificates.accepted(TOKEN_PRODUCT);
    const body = { officeId: world.officeId, startsAt: slot(7), purpose: 'request', requestId, serial: null };
    const both = ['holder appointment', 'holder request'];
    const booked = await world.does('holder', 'bookAppointment', { body }, both);
    const params = { appointmentId: booked.appointmentId };
    await world.does('holder', 'moveAppointment', { params, body: { startsAt: slot(8), revision: 1 } }, ['holder appointment']);
    const { officeId, open: _, revision, ...office } = (await world.authority.call('listOffices')).body().offices.find((one) => one.officeId === world.officeId) ?? { officeId: '', open: true, revision: 0 };
    const elsewhere = { ...office, opening: { ...OPENING, timeZone: 'Indian/Reunion' }, open: true };
    await world.does('administrator', 'changeOffice', { params: { officeId }, body: { ...elsewhere, revision } }, ['holder appointment']);
    await world.does('administrator', 'changeOffice', { params: { officeId }, body: { ...elsewhere, opening: OPENING, revision: revision + 1 } }, ['holder appointment']);
    await world.does('administrator', 'changeOffice', { params: { officeId }, body: { ...elsewhere, name: 'Bureau central', opening: OPENING, revision: revision + 2 } }, []);
    await world.does('holder', 'cancelAppointment', { params, body: { revision: 2 } }, both);
    const again = await world.does('holder', 'bookAppointment', { body }, both);
    await world.does('operator', 'moveDeskAppointment', { params: { appointmentId: again.appointmentId }, body: { to: 'cancelled', revision: 1 } }, both);
    await world.does('holder', 'bookAppointment', { body }, both);
    const { revision: at } = (await world.requests.read(requestId)).body();
    await world.does('holder', 'withdrawRequest', { params: { requestId }, body: { revision: at } }, both);
  });
});

describe('certificates', () => {
  it('issued, downloaded, revoked by whomever', async () => {
    const { requestId } = await world.certificates.accepted(SOFTWARE_PRODUCT);
    const order = { ...(await world.certificates.orderFor(requestId, 'software')) };
    const { serial } = await world.does('operator', 'issueCertificate', { body: order }, ['holder certificate', 'holder request']);
    const params = { certificateSerial: serial };
    await world.does('holder', 'downloadCertificate', { params }, ['holder certificate']);
    await world.does('holder', 'revokeCertificate', { params, body: { reason: 'superseded', confirmation: confirmationOf(serial) } }, ['holder certificate']);

    const byCode = await world.certificates.software();
    const { code } = (await world.authority.call('revocationCode', { bearer: world.people.holder.bearer, params: { certificateSerial: byCode.serial } })).body();
    await world.does('nobody', 'revokeByCode', { body: { serial: byCode.serial, code, reason: 'keyCompromise', language: 'fr' } }, ['holder certificate']);

    const other = await world.certificates.software();
    const body = { reason: 'affiliationChanged', confirmation: confirmationOf(other.serial), explanation: 'A quitté l’entité.' };
    const { approvalId } = await world.does('operator', 'revokeForOther', { params: { certificateSerial: other.serial }, body }, []);
    await world.does('colleague', 'decideApproval', { params: { approvalId: approvalId ?? '' }, body: { decision: 'approved', reason: 'Vu' } }, ['holder certificate']);
  });
});

describe('an account', () => {
  it('language, terms, certificates to sign in with', async () => {
    await world.does('holder', 'setLanguage', { body: { language: 'en' } }, ['holder account', 'holder journal']);
    const { db, terms } = world.authority.authority.deps;
    await db.deleteFrom('terms_acceptances').where('account_id', '=', world.people.holder.accountId).execute();
    await world.does('holder', 'acceptTerms', { body: { version: terms.current.version } }, ['holder account', 'holder journal']);
    const keys = newKeyPair('P-256');
    const { challengeId, nonce } = (await world.authority.call('loginChallenge')).body();
    const authToken = webEidTokenOf(await ca.issue(keys.publicKey), keys.privateKey, { origin: 'https://authority.example', nonce }, { algorithm: 'ES256' });
    const both = ['holder journal', 'holder signInCertificate'];
    const { sha256 } = await world.does('holder', 'associateCertificate', { body: { challengeId, authToken } }, both);
    await world.does('holder', 'dissociateCertificate', { params: { sha256 } }, both);
  });

  it('what was done with it', async () => {
    const journal = ['holder journal'];
    const { email } = world.people.holder;
    const logIn = (): Promise<{ readonly sessionId: string }> => world.does('nobody', 'logIn', { body: { email, password: PASSWORD } }, journal);
    const { sessionId } = await logIn();
    await world.does('holder', 'endSession', { params: { accountSessionId: sessionId } }, journal);
    await logIn();
    await world.does('holder', 'endOtherSessions', {}, journal);
    await world.does('holder', 'reauthenticate', { body: { password: PASSWORD } }, journal);
    await world.does('holder', 'exportAccount', {}, journal);
    await world.does('holder', 'requestErasure', {}, journal);
    await world.does('holder', 'changePassword', { body: { currentPassword: PASSWORD, password: NEW, passwordAgain: NEW } }, journal);
    await world.does('staff', 'logOut', {}, ['staff journal']);
  });

  it('of the staff, by an administrator', async () => {
    const both = ['staff account', 'staff journal'];
    const params = { accountId: world.people.staff.accountId };
    await world.does('administrator', 'changeStaff', { params, body: { role: 'operator', officeId: world.officeId } }, both);
    await world.does('administrator', 'disableStaff', { params, body: { reason: 'Départ' } }, both);
    await world.does('administrator', 'enableStaff', { params, body: { reason: 'Retour' } }, both);
    const invitation = { firstName: 'Élise', lastName: 'Morin', email: 'elise.morin@exemple.fr', role: 'operator', officeId: world.officeId, language: 'fr' };
    const { accountId } = await world.does('administrator', 'inviteStaff', { body: invitation }, ['somebody account', 'somebody journal']);
    await world.does('administrator', 'inviteStaffAgain', { params: { accountId }, body: {} }, ['somebody account', 'somebody journal']);
  });

  it('refused its erasure, and at its end', async () => {
    const { accountId, email } = world.people.staff;
    const both = ['staff account', 'staff journal'];
    await world.does('administrator', 'changeStaff', { params: { accountId }, body: { role: 'holder', officeId: null } }, both);
    const ask = async () => {
      const { sessionToken: bearer } = (await world.authority.call('logIn', { body: { email, password: PASSWORD } })).body();
      return { erasureId: (await world.authority.call('requestErasure', { bearer })).body().erasureId };
    };
    await world.does('administrator', 'decideErasure', { params: await ask(), body: { decision: 'refused', reason: 'Un litige est en cours.' } }, ['staff journal']);
    world.authority.now += 1;
    await world.does('administrator', 'decideErasure', { params: await ask(), body: { decision: 'done', reason: 'Rien ne l’empêche.' } }, both);
  });

  it('from its first day, with what was noted of its sign-up', async () => {
    const email = 'anne.le-gall@exemple.fr';
    const password = 'Orage-bleu-75!';
    (await world.authority.call('signUp', { body: { firstName: 'Anne', lastName: 'Le Gall', email, password, passwordAgain: password, language: 'fr' } })).body();
    const { mails } = await world.authority.mailbox();
    const token = /\/account#([\w-]{43})/u.exec(mails.find(({ to }) => to === email)?.text ?? '')?.[1] ?? '';
    await world.does('nobody', 'confirmAccount', { body: { token } }, ['somebody account', 'somebody journal']);
    const { db } = world.authority.authority.deps;
    const { id } = await db.selectFrom('accounts').select('id').where('email', '=', email).executeTakeFirstOrThrow();
    const journal = await db.selectFrom('audit').select('seq').where('subject', '=', id).orderBy('seq').execute();
    const told = await db.selectFrom('changes').select('object_id').where('account_id', '=', id).where('kind', '=', 'journal').orderBy('seq').execute();
    expect(told.map(({ object_id: seq }) => Number(seq))).toEqual(journal.map(({ seq }) => seq));
    expect(journal.length).toBeGreaterThan(1);
  });
});

describe('a renewal', () => {
  it('is told of the certificate that it takes the place of, from the draft on', async () => {
    const { serial, notAfter } = await world.certificates.software();
    world.authority.now = notAfter - RENEWAL_WINDOW_MS;
    const { now } = world.authority;
    const { db } = world.authority.authority.deps;
    await db.updateTable('account_sessions').set({ created_at: now, seen_at: now, authenticated_at: now, ended_at: null }).execute();
    // Time alone changes what certificates show, and no feed tells that: these are read anew.
    world.forget();
    const all = ['holder certificate', 'holder request'];
    const draft = await world.does('holder', 'renewCertificate', { params: { certificateSerial: serial } }, all);
    await world.does('holder', 'deleteRequest', { params: { requestId: draft.requestId } }, all);
    const again = await world.does('holder', 'renewCertificate', { params: { certificateSerial: serial } }, all);
    await world.certificates.acceptDraft(again, SOFTWARE_PRODUCT);
    await world.does('operator', 'issueCertificate', { body: { ...(await world.certificates.orderFor(again.requestId, 'software')) } }, all);
  });
});

describe('the contract', () => {
  it('has no other route by which a signed-in person changes anything', () => {
    const rows = Object.entries<Route>(ROUTES) as Array<[RouteName, Route]>;
    const writing = rows.filter(([, { auth, method }]) => auth === 'account' && method !== 'GET').map(([name]) => name);
    expect(writing.filter((name) => !QUIET.includes(name) && !world.reached.has(name))).toEqual([]);
  });
});
