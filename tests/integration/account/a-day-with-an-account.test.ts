import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccountDesk, PIN } from '../../support/account-desk.ts';
import { png } from '../../support/sample-files.ts';

const EMAIL = 'camille.durand@atelier-martin.example';
const PASSWORD = 'Trois-lunes-rousses-91';

const PNG = png();
const ASKED = {
  establishment: { name: 'Atelier Martin SARL', siren: '732829320', siret: '73282932000074', address: { street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', country: 'FR' } },
  holder: { firstName: 'Camille', lastName: 'Durand', email: EMAIL, phone: null },
};

let desk: AccountDesk;
let p12Password = '';
beforeAll(async () => {
  desk = await AccountDesk.open();
});
afterAll(() => desk.close());

it('signs up, confirms by its mail, accepts the terms and is in', async () => {
  expect(desk.view?.session).toEqual({ kind: 'signedOut', because: 'never', email: null });
  await desk.becomeHolder({ email: EMAIL, password: PASSWORD });
  expect(desk.view?.session).toMatchObject({ kind: 'signedIn', method: 'password', person: { email: EMAIL, role: 'holder' } });
  expect(desk.view?.copy).toMatchObject({ kept: 'disk', problem: null, waiting: 0, conflicts: [] });
});

it('associates the certificate of its token, whose certificates are then the account’s, one row each', async () => {
  const before = await desk.do['certificates.list']();
  expect(before.map(({ account, token }) => [account, token?.serial])).toEqual([[null, desk.person.serial], [null, desk.person.serial]]);
  expect(desk.view?.home.some(({ kind }) => kind === 'canAssociate')).toBe(true);
  expect(await desk.do['account.associate'](await desk.tokenProof())).toEqual({ kind: 'done' });
  const rows = await desk.do['certificates.list']();
  expect(rows).toHaveLength(2);
  expect(rows.every(({ account, token }) => account !== null && token !== null)).toBe(true);
  expect(rows.filter(({ signsIn }) => signsIn).map(({ token }) => token?.use)).toEqual(['authentication']);
  await desk.until(({ home }) => !home.some(({ kind }) => kind === 'canAssociate'));
});

it('asks for a certificate, has it issued, and downloads it: the password is on screen once', async () => {
  const officeId = (await desk.do['requests.offices']())[0]?.officeId ?? '';
  const product = (await desk.do['requests.products']()).find(({ kind }) => kind === 'software');
  const { requestId } = await desk.do['requests.create']({ ...ASKED, productId: product?.productId ?? '', officeId });
  expect((await desk.do['requests.list']()).map((row) => [row.requestId, row.state, row.pending])).toEqual([[requestId, 'draft', false]]);
  for (const { kind } of product?.documents ?? []) {
    await desk.do['requests.addDocument']({ requestId, kind, fileName: `${kind}.png`, bytes: Uint8Array.from(PNG) });
  }
  expect(desk.progress.at(-1)).toBe(PNG.length);
  const draft = await desk.do['requests.read']({ requestId });
  expect([draft.missing, draft.documents.every(({ content }) => content === 'received')]).toEqual([[], true]);
  await desk.do['requests.submit']({ requestId, revision: draft.revision });
  const serial = await desk.issueSoftware(requestId);
  // Nobody asks: the authority says that something changed.
  await desk.until(({ home }) => !home.some(({ kind }) => kind === 'requestWaitsForOffice'));
  expect((await desk.do['requests.read']({ requestId })).state).toBe('issued');

  desk.saves = false;
  const refused = await desk.do['certificates.download']({ serial });
  desk.saves = true;
  expect([refused.saved, refused.password, await desk.app.wouldBeLost()]).toEqual([false, '', []]);
  await desk.do['account.reauthenticate']({ password: PASSWORD });
  const made = await desk.do['certificates.download']({ serial });
  expect([made.saved, made.downloadsLeft]).toEqual([true, refused.downloadsLeft - 1]);
  // As the page does that shows it, until it is noted; or until the page is not there any more.
  expect(await desk.app.wouldBeLost()).toEqual([{ kind: 'password' }]);
  await desk.do['app.protectScreen']({ protect: true });
  expect(await desk.app.wouldBeLost()).toEqual([{ kind: 'password' }]);
  await desk.do['app.protectScreen']({ protect: false });
  expect(await desk.app.wouldBeLost()).toEqual([]);
  const bytes = desk.saved.get(made.fileName) ?? new Uint8Array();
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
  p12Password = made.password;
  expect(opensslReads(bytes, made.password)).toBe(true);
  const { revokedAt } = await desk.do['certificates.revoke']({ serial, reason: 'superseded', confirmation: serial.slice(-8) });
  expect((await desk.do['certificates.list']()).find((row) => row.account?.serial === serial)).toMatchObject({ state: 'revoked', account: { revokedAt } });
});

it('reads everything without the network, changes a request, and both are settled when it is back', async () => {
  const officeId = (await desk.do['requests.offices']())[0]?.officeId ?? '';
  const fields = { ...ASKED, productId: 'sceau-logiciel', officeId };
  const { requestId } = await desk.do['requests.create'](fields);
  const { revision } = await desk.do['requests.read']({ requestId });
  const serials = (await desk.do['certificates.list']()).length;

  desk.line.pull();
  const phone = '06 39 98 56 78';
  await desk.do['requests.modify']({ ...fields, holder: { ...fields.holder, phone }, requestId, revision });
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: true, holderData: { phone }, revision });
  expect((await desk.do['requests.list']()).find((row) => row.requestId === requestId)?.pending).toBe(true);
  expect(await desk.do['certificates.list']()).toHaveLength(serials);
  expect((await desk.until(({ copy }) => copy?.state === 'offline' && copy.waiting === 1)).copy).toMatchObject({ problem: { code: 'authorityUnreachable' } });
  await expect(desk.do['requests.submit']({ requestId, revision })).rejects.toMatchObject({ code: 'authorityUnreachable' });
  // The last word counts, and goes out once.
  await desk.do['requests.modify']({ ...fields, holder: { ...fields.holder, phone: '06 39 98 11 11' }, requestId, revision });

  desk.line.putBack();
  await desk.do['account.sync']();
  await desk.until(({ copy }) => copy?.waiting === 0);
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: false, holderData: { phone: '06 39 98 11 11' }, revision: revision + 1 });
});

it('shows both versions where a request was changed elsewhere, and sends what the person decides', async () => {
  const officeId = (await desk.do['requests.offices']())[0]?.officeId ?? '';
  const fields = { ...ASKED, productId: 'sceau-logiciel', officeId };
  const { requestId } = await desk.do['requests.create'](fields);
  const { revision } = await desk.do['requests.read']({ requestId });
  desk.line.pull();
  await desk.do['requests.modify']({ ...fields, holder: { ...fields.holder, firstName: 'Ici' }, requestId, revision });
  await desk.elsewhere({ email: EMAIL, password: PASSWORD }, 'modifyRequest', { params: { requestId }, body: { ...fields, holder: { ...fields.holder, firstName: 'Ailleurs' }, revision } });
  desk.line.putBack();
  await desk.do['account.sync']();
  const { copy } = await desk.until((view) => view.copy?.conflicts.length === 1);
  const [conflict] = copy?.conflicts ?? [];
  expect([conflict?.kind, conflict?.mine?.['firstName'], conflict?.theirs?.['firstName']]).toEqual(['stale', 'Ici', 'Ailleurs']);
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: false, holderData: { firstName: 'Ailleurs' } });
  await desk.do['account.settleConflict']({ changeId: conflict?.changeId ?? '', keep: 'mine' });
  await desk.until((view) => view.copy?.conflicts.length === 0 && view.copy.waiting === 0);
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: false, holderData: { firstName: 'Ici' }, revision: revision + 2 });
});

it('signs out, and in again with the token; a wrong PIN costs one try and no session', async () => {
  await desk.do['account.signOut']({ forget: false, mayLose: 0 });
  expect(desk.view?.session).toEqual({ kind: 'signedOut', because: 'person', email: EMAIL });
  expect(desk.view?.copy).toBeNull();
  await expect(desk.do['requests.list']()).rejects.toMatchObject({ code: 'signInRequired' });
  expect(await desk.do['account.signInWithToken'](await desk.tokenProof('9517'))).toEqual({ kind: 'wrong', counter: { triesLeft: 2, triesMax: 3 } });
  expect(desk.view?.session.kind).toBe('signedOut');
  await desk.do['tokens.refresh']();
  expect(await desk.do['account.signInWithToken'](await desk.tokenProof())).toEqual({ kind: 'done' });
  expect((await desk.until(({ session }) => session.kind === 'signedIn')).session).toMatchObject({ method: 'certificate', person: { email: EMAIL } });
});

it('has written no secret anywhere', async () => {
  const written = desk.written();
  // The address is in the keyring and on screen; the other two are the session’s and the key of the copy.
  const tokens = [...desk.keyring.secrets.values()].filter((secret) => secret !== EMAIL);
  expect(tokens).toHaveLength(2);
  for (const secret of [PASSWORD, p12Password, ...tokens.map((text) => /"token":"([^"]+)"/u.exec(text)?.[1] ?? text)]) {
    expect(secret.length).toBeGreaterThan(10);
    expect([written.includes(secret), desk.views.some((view) => view.includes(secret))]).toEqual([false, false]);
  }
  // The copy is sealed: not even a name is readable in it.
  expect(written.includes('Ailleurs')).toBe(false);
  expect(written.includes(EMAIL)).toBe(false);
  expect(new RegExp(`(?<!\\d)${PIN}(?!\\d)`, 'u').test(readFileSync(join(desk.userData, 'logs', 'clavis.log'), 'utf8'))).toBe(false);
});

function opensslReads(p12: Uint8Array, password: string): boolean {
  const file = join(desk.folder, 'made.p12');
  writeFileSync(file, p12);
  const said = execFileSync('openssl', ['pkcs12', '-in', file, '-passin', 'stdin', '-nodes'], { input: password, encoding: 'utf8' });
  return said.includes('PRIVATE KEY') && said.includes('CERTIFICATE');
}
