import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AccountDesk } from '../../support/account-desk.ts';

const WHO = { email: 'camille.durand@atelier-martin.example', password: 'Trois-lunes-rousses-91' };
const OTHER = { email: 'noe.petit@atelier-martin.example', password: 'Quatre-vents-du-nord-62' };
const MINUTE = 60_000;

let desk: AccountDesk;
beforeEach(async () => {
  desk = await AccountDesk.open();
  await desk.becomeHolder(WHO);
});
afterEach(() => desk.close());

const copies = (): readonly string[] => readdirSync(join(desk.userData, 'copies'));
const session = () => desk.view?.session;

it('goes on after a restart, also without the network, and not after thirty minutes away', async () => {
  await desk.stop();
  await desk.start();
  expect(session()).toMatchObject({ kind: 'signedIn', person: { email: WHO.email } });
  await desk.until(({ copy }) => copy?.state === 'upToDate');

  await desk.stop();
  desk.line.pull();
  await desk.start();
  expect(session()).toMatchObject({ kind: 'signedIn', person: { email: WHO.email }, freshUntil: 0 });
  expect((await desk.until(({ copy }) => copy?.state === 'offline')).copy?.syncedAt).not.toBeNull();
  expect(await desk.do['requests.list']()).toEqual([]);

  await desk.stop();
  desk.line.putBack();
  desk.clock.ahead += 31 * MINUTE;
  await desk.start();
  expect(session()).toEqual({ kind: 'signedOut', because: 'idle', email: WHO.email });
  expect([...desk.keyring.secrets.keys()].filter((name) => name === 'account.session')).toEqual([]);
});

it('is shown to nobody once nobody is there: view, token and page are gone, the sealed copy stays', async () => {
  desk.clock.ahead += 27 * MINUTE;
  desk.app.present('touch');
  expect(session()?.kind).toBe('signedIn');
  desk.clock.ahead += 29 * MINUTE;
  desk.app.present('resume');
  const warned = desk.view?.session;
  expect(warned?.kind === 'signedIn' && warned.idle.endsAt - desk.clock.now() < 2 * MINUTE).toBe(true);
  // A key is not enough any more: the person has to say so.
  desk.app.present('touch');
  await desk.do['account.stay']();
  const stayed = desk.view?.session;
  expect(stayed?.kind === 'signedIn' && stayed.idle.endsAt - desk.clock.now() > 29 * MINUTE).toBe(true);

  desk.clock.ahead += 31 * MINUTE;
  desk.app.present('unlock');
  await desk.until(({ session: now }) => now.kind === 'signedOut');
  expect(session()).toEqual({ kind: 'signedOut', because: 'idle', email: WHO.email });
  expect([desk.view?.copy, desk.reloads]).toEqual([null, 1]);
  await expect(desk.do['requests.list']()).rejects.toMatchObject({ code: 'signInRequired' });
  expect(copies().length).toBeGreaterThan(0);
});

it('ends here when it was ended elsewhere, and says so', async () => {
  await desk.elsewhere(WHO, 'endOtherSessions', {});
  await expect(desk.do['account.sessions']()).rejects.toMatchObject({ code: 'signInExpired' });
  expect(session()).toEqual({ kind: 'signedOut', because: 'elsewhere', email: WHO.email });
  expect(desk.reloads).toBe(1);
});

it('leaves nothing on a shared machine', async () => {
  await desk.do['account.signOut']({ forget: true, mayLose: 0 });
  expect(session()).toEqual({ kind: 'signedOut', because: 'person', email: null });
  expect(copies()).toEqual([]);
  expect([...desk.keyring.secrets.keys()]).toEqual([]);
});

/** A request of this person, changed without the network; what was changed waits. */
async function changeOffline(firstName: string): Promise<string> {
  const officeId = (await desk.do['requests.offices']())[0]?.officeId ?? '';
  const fields = {
    productId: 'sceau-logiciel',
    officeId,
    establishment: { name: 'Atelier Martin SARL', siren: '732829320', siret: '73282932000074', address: { street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', country: 'FR' } },
    holder: { firstName: 'Camille', lastName: 'Durand', email: WHO.email, phone: null },
  };
  const { requestId } = await desk.do['requests.create'](fields);
  const { revision } = await desk.do['requests.read']({ requestId });
  desk.line.pull();
  await desk.do['requests.modify']({ ...fields, holder: { ...fields.holder, firstName }, requestId, revision });
  await desk.until(({ copy }) => copy?.waiting === 1);
  return requestId;
}

it('loses nothing that waits to be sent unless its person was told: a plain sign-out keeps it for the next sign-in', async () => {
  const requestId = await changeOffline('Claude');
  expect(await desk.app.wouldBeLost()).toEqual([]);
  expect(await desk.do['account.signOut']({ forget: true, mayLose: 0 })).toEqual({ kind: 'wouldLose', count: 1 });
  expect([session()?.kind, copies().length > 0]).toEqual(['signedIn', true]);
  expect(await desk.do['account.signOut']({ forget: false, mayLose: 0 })).toEqual({ kind: 'signedOut' });
  desk.line.putBack();
  await desk.do['account.signIn'](WHO);
  await desk.until(({ copy }) => copy?.state === 'upToDate' && copy.waiting === 0);
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: false, holderData: { firstName: 'Claude' } });

  await changeOffline('Dominique');
  expect(await desk.do['account.signOut']({ forget: true, mayLose: 1 })).toEqual({ kind: 'signedOut' });
  expect(copies()).toEqual([]);
});

it('keeps a change that waits for its own account when another signs in, and sends it once, by a clock that is years wrong', async () => {
  const requestId = await changeOffline('Claude');
  const stored = () => desk.authority.deps.db.selectFrom('requests').select('revision').where('id', '=', requestId).executeTakeFirstOrThrow();
  const { revision } = await stored();
  await desk.do['account.signOut']({ forget: false, mayLose: 0 });
  desk.line.putBack();
  await desk.becomeHolder(OTHER);
  await desk.do['account.sync']();
  expect([desk.view?.copy?.waiting, await desk.do['requests.list'](), (await stored()).revision]).toEqual([0, [], revision]);
  await desk.do['account.signOut']({ forget: true, mayLose: 0 });

  desk.clock.ahead -= 3 * 365 * 24 * 60 * MINUTE;
  await desk.do['account.signIn'](WHO);
  await desk.until(({ copy }) => copy?.state === 'upToDate' && copy.waiting === 0);
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: false, holderData: { firstName: 'Claude' }, revision: revision + 1 });
  expect((await stored()).revision).toBe(revision + 1);
});

it('does not go on after a restart at which the clock was set back', async () => {
  await desk.stop();
  desk.clock.ahead -= 60 * MINUTE;
  await desk.start();
  expect(session()).toEqual({ kind: 'signedOut', because: 'idle', email: WHO.email });
  expect(copies().length).toBeGreaterThan(0);
});

it('asks before any sign-out where the copy is in memory alone', async () => {
  await desk.do['account.signOut']({ forget: true, mayLose: 0 });
  await desk.stop();
  desk.keyring.trouble = 'locked';
  await desk.start();
  await desk.do['account.signIn'](WHO);
  await desk.until((view) => view.copy?.state === 'upToDate');
  expect(await desk.app.wouldBeLost()).toEqual([]);
  await changeOffline('Claude');
  expect(await desk.app.wouldBeLost()).toEqual([{ kind: 'changes', count: 1 }]);
  expect(await desk.do['account.signOut']({ forget: false, mayLose: 0 })).toEqual({ kind: 'wouldLose', count: 1 });
  expect(session()?.kind).toBe('signedIn');
  expect(await desk.do['account.signOut']({ forget: false, mayLose: 1 })).toEqual({ kind: 'signedOut' });
});

it.each([true, false])('does not close before a sign-out under way has come to its end (forget: %s)', async (forget) => {
  const { keyring } = desk;
  const remove = keyring.delete.bind(keyring);
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  keyring.delete = async (name) => {
    asked.resolve();
    await held.promise;
    return remove(name);
  };
  const leaving = desk.do['account.signOut']({ forget, mayLose: 0 });
  await asked.promise;
  let closed = false;
  const closing = desk.stop().then(() => (closed = true));
  // Longer than a close takes that waits for nothing.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(closed).toBe(false);
  held.resolve();
  await Promise.all([leaving, closing]);
  expect([keyring.secrets.has('account.session'), copies().length > 0]).toEqual([false, !forget]);
  await desk.start();
  expect(session()?.kind).toBe('signedOut');
});

it('drops what one account has asked when another is signed in by then', async () => {
  const asked = Promise.allSettled([desk.do['account.journal']({ cursor: null }), desk.do['account.sessions']()]);
  await desk.do['account.signOut']({ forget: false, mayLose: 0 });
  expect((await asked).map((one) => one.status === 'rejected' && one.reason)).toMatchObject([{ code: 'signInRequired' }, { code: 'signInRequired' }]);
  await desk.becomeHolder(OTHER);
  expect(session()).toMatchObject({ person: { email: OTHER.email } });
  const { items } = await desk.do['account.journal']({ cursor: null });
  expect(items.length).toBeGreaterThan(0);
});

it('keeps the copy in memory where there is no keyring, says why, and asks again after a restart', async () => {
  await desk.do['account.signOut']({ forget: true, mayLose: 0 });
  await desk.stop();
  desk.keyring.trouble = 'locked';
  await desk.start();
  await desk.do['account.signIn'](WHO);
  const { copy } = await desk.until((view) => view.copy?.state === 'upToDate');
  expect(copy).toMatchObject({ kept: 'memory', memoryBecause: { code: 'keyringUnavailable', details: { why: 'locked' } } });
  expect(copies()).toEqual([]);
  await desk.stop();
  await desk.start();
  expect(session()?.kind).toBe('signedOut');
});

it('shows the page of a link that the system hands over, and does nothing until the person says so', async () => {
  await desk.do['account.signOut']({ forget: false, mayLose: 0 });
  await desk.do['account.requestReset']({ email: WHO.email });
  const link = /\S+\/password#([\w-]{43})/u.exec(await desk.mail(WHO.email, /\/password#/u))?.[1] ?? '';
  desk.app.receiveDeepLink(`clavis://password/${link}?now=1`);
  expect(desk.view?.link).toBeNull();
  desk.app.receiveDeepLink(`clavis://password/${link}`);
  expect(desk.view?.link).toBe('password');
  expect(await desk.do['account.useMailLink']({ text: null })).toEqual({ kind: 'resetPassword' });
  await desk.do['account.completeReset']({ password: OTHER.password, passwordAgain: OTHER.password });
  await desk.do['account.signIn']({ email: WHO.email, password: OTHER.password });
  expect(session()?.kind).toBe('signedIn');
});
