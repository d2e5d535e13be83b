import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { makeConfig } from '../../../src-server/config.ts';
import { runCreateAdministrator } from '../../../src-server/commands/create-administrator-command.ts';
import { UsageError } from '../../../src-server/commands/usage-error.ts';
import { openStores } from '../../../src-server/open-stores.ts';
import { completePasswordReset } from '../../../src-server/use-cases/accounts/sign-in/complete-password-reset.ts';
import { dumpTables } from '../authority-fixture.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { auditEvents, DeskWorld } from './desk-world.ts';

const HOUR = 3_600_000;
const NEW = 'Vent-du-large-83!';

let world: DeskWorld;
beforeEach(async () => {
  world = await DeskWorld.open({ vaultInFile: true });
});
afterEach(() => world.close());

const person = (change: object = {}) => ({ firstName: 'Élise', lastName: 'Morin', email: 'Elise.Morin@exemple.fr', role: 'operator', officeId: world.office, language: 'fr', ...change });
const invite = (change: object = {}) => world.as(world.administrator, 'inviteStaff', { body: person(change) });
const on = (name: 'disableStaff' | 'enableStaff', accountId: string, who: SignedIn = world.administrator) => world.as(who, name, { params: { accountId }, body: { reason: 'Départ' } });
const change = (accountId: string, role: string, officeId: string | null) => world.as(world.administrator, 'changeStaff', { params: { accountId }, body: { role, officeId } });

async function newestLink(address: string): Promise<string> {
  const { mails } = await world.authority.mailbox();
  const found = mails.flatMap(({ to, text }) => (to === address ? (/^https:\S+\/password#[\w-]{43}$/mu.exec(text) ?? []) : []));
  return found[0] ?? '';
}
const setPassword = (token: string) => completePasswordReset(world.authority.authority.deps, { token, password: NEW, passwordAgain: NEW });

describe('an invitation', () => {
  it('makes an account that its link lets its owner use, once, within three days', async () => {
    const reply = (await invite()).body();
    expect(reply).toMatchObject({ firstName: 'Élise', role: 'operator', officeId: world.office, state: 'invited' });
    const link = await newestLink('Elise.Morin@exemple.fr');
    expect(link).toMatch(/^https:\/\/authority\.example\/password#[\w-]{43}$/u);
    const token = link.split('#')[1] ?? '';
    expect(JSON.stringify(reply)).not.toContain(token);
    world.authority.now += 3 * 24 * HOUR - 1;
    await setPassword(token);
    await expect(setPassword(token)).rejects.toMatchObject({ code: 'accountLinkRefused' });
    const administrator = await signIn(world.authority, { role: 'administrator' });
    expect((await world.as(administrator, 'readStaff', { params: { accountId: reply.accountId } })).body().state).toBe('active');
  });

  it('ends after three days, and another one takes its place', async () => {
    const { accountId } = (await invite()).body();
    const first = (await newestLink('Elise.Morin@exemple.fr')).split('#')[1] ?? '';
    world.authority.now += 1;
    (await world.as(world.administrator, 'inviteStaffAgain', { params: { accountId }, body: {} })).body();
    const second = (await newestLink('Elise.Morin@exemple.fr')).split('#')[1] ?? '';
    expect(second).not.toBe(first);
    await expect(setPassword(first)).rejects.toMatchObject({ code: 'accountLinkRefused' });
    world.authority.now += 3 * 24 * HOUR;
    await expect(setPassword(second)).rejects.toMatchObject({ code: 'accountLinkRefused' });
  });

  it('is one for one key, and refused for somebody who is of the staff', async () => {
    const idempotencyKey = randomUUID();
    const replies = await Promise.all(Array.from({ length: 20 }, () => world.as(world.administrator, 'inviteStaff', { body: person(), idempotencyKey })));
    for (const reply of replies) expect(reply.text).toBe(replies[0]?.text);
    expect((await world.authority.mailbox()).mails).toHaveLength(1);
    expect((await invite({ email: 'elise.morin@EXEMPLE.fr' })).refusal().code).toBe('staffExists');
    expect((await invite({ firstName: 'Autre' })).refusal().code).toBe('staffExists');
  });

  it('gives a holder the role with the account they have, ends their sessions and tells them', async () => {
    const { holder } = world;
    const reply = (await invite({ email: holder.email.toLowerCase(), firstName: 'Autre' })).body();
    expect(reply).toMatchObject({ accountId: holder.accountId, firstName: 'Camille', role: 'operator', state: 'active' });
    expect((await world.as(holder, 'searchAppointments', { body: { cursor: null } })).refusal().code).toBe('signInExpired');
    expect((await world.authority.mailbox()).mails[0]).toMatchObject({ to: holder.email.toLowerCase(), subject: 'Votre compte a changé' });
  });

  it.each([
    ['an operator of no office', { officeId: null }, 'requestInvalid'],
    ['an administrator of an office', { role: 'administrator' }, 'requestInvalid'],
    ['an office that is none', { officeId: randomUUID() }, 'notFound'],
    ['a holder', { role: 'holder' }, 'requestInvalid'],
  ])('refuses %s', async (_, change_, code) => {
    const before = await dumpTables(world.authority);
    expect((await invite(change_)).refusal().code).toBe(code);
    expect(await dumpTables(world.authority)).toEqual(before);
  });
});

describe('staff', () => {
  it('are found by name, role and office, page by page', async () => {
    const search = async (body: object) => (await world.as(world.administrator, 'searchStaff', { body: { text: null, role: null, officeId: null, cursor: null, ...body } })).body();
    (await invite()).body();
    expect((await search({ text: 'elise  MORIN' })).items.map(({ email }) => email)).toEqual(['Elise.Morin@exemple.fr']);
    expect((await search({ officeId: world.otherOffice })).items.map(({ accountId }) => accountId)).toEqual([world.otherOperator.accountId]);
    expect((await search({ role: 'administrator' })).items).toHaveLength(1);
    for (let i = 0; i < 60; i++) (await invite({ email: `op${i}@exemple.fr` })).body();
    const first = await search({});
    const second = await search({ cursor: first.next });
    expect([first.items.length, second.items.length, second.next]).toEqual([50, 65 - 50, null]);
    expect(new Set([...first.items, ...second.items].map(({ accountId }) => accountId)).size).toBe(65);
    expect((await world.as(world.administrator, 'searchStaff', { body: { text: null, role: null, officeId: null, cursor: 'AAAA' } })).refusal().code).toBe('requestInvalid');
  });

  it('that are disabled are out at once, and in again with what they had', async () => {
    const { operator } = world;
    const day = () => world.as(operator, 'searchApprovals', { body: { state: null, kind: null, cursor: null } });
    expect((await day()).status).toBe(200);
    expect((await on('disableStaff', operator.accountId)).body().state).toBe('disabled');
    expect((await day()).refusal().code).toBe('signInRequired');
    expect((await on('enableStaff', operator.accountId)).body().state).toBe('active');
    // The session is not back: whoever had it signs in again.
    expect((await day()).refusal().code).toBe('signInExpired');
    expect((await auditEvents(world.authority)).slice(-2)).toEqual(['staff.disabled', 'staff.enabled']);
    expect((await on('enableStaff', operator.accountId)).body().state).toBe('active');
    expect((await auditEvents(world.authority)).slice(-2)).toEqual(['staff.disabled', 'staff.enabled']);
  });

  it('that are invited and disabled have no link that lets them in', async () => {
    const { accountId } = (await invite()).body();
    const token = (await newestLink('Elise.Morin@exemple.fr')).split('#')[1] ?? '';
    (await on('disableStaff', accountId)).body();
    await expect(setPassword(token)).rejects.toMatchObject({ code: 'accountLinkRefused' });
    (await on('enableStaff', accountId)).body();
    await expect(setPassword(token)).rejects.toMatchObject({ code: 'accountLinkRefused' });
  });

  it('change office or role, and their sessions end', async () => {
    const { operator, otherOffice } = world;
    expect((await change(operator.accountId, 'operator', otherOffice)).body().officeId).toBe(otherOffice);
    expect((await world.as(operator, 'searchApprovals', { body: { state: null, kind: null, cursor: null } })).refusal().code).toBe('signInExpired');
    expect((await change(operator.accountId, 'holder', null)).body().role).toBe('holder');
    expect((await world.as(world.administrator, 'readStaff', { params: { accountId: operator.accountId } })).refusal().code).toBe('notFound');
    expect((await change(world.holder.accountId, 'administrator', null)).refusal().code).toBe('notFound');
    expect(await verifyAudit(world.authority.authority.deps.db)).toMatchObject({ ok: true });
  });

  it('keep one administrator who can sign in, whatever two of them do at the same time', async () => {
    const { administrator } = world;
    expect((await on('disableStaff', administrator.accountId)).refusal().code).toBe('lastAdministrator');
    expect((await change(administrator.accountId, 'holder', null)).refusal().code).toBe('lastAdministrator');
    // One who was only invited cannot take over.
    (await invite({ role: 'administrator', officeId: null })).body();
    expect((await on('disableStaff', administrator.accountId)).refusal().code).toBe('lastAdministrator');
    const other = await signIn(world.authority, { role: 'administrator' });
    const replies = await Promise.all([on('disableStaff', other.accountId, administrator), on('disableStaff', administrator.accountId, other)]);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await world.authority.authority.deps.db.selectFrom('accounts').select('id').where('role', '=', 'administrator').where('disabled_at', 'is', null).where('confirmed_at', 'is not', null).execute();
    expect(left).toHaveLength(1);
  });

  it('are managed only with a password or certificate shown within five minutes', async () => {
    world.authority.now += 5 * 60_000;
    expect((await on('disableStaff', world.operator.accountId)).refusal().code).toBe('reauthenticationRequired');
  });
});

describe('create-administrator', () => {
  const NAMES = ['--first-name', 'Nadia', '--last-name', 'Petit'];
  async function run(args: readonly string[]): Promise<{ code: number; out: string; warned: string }> {
    const out: string[] = [];
    const warned: string[] = [];
    const code = await runCreateAdministrator(args, { print: (text) => out.push(text), warn: (text) => warned.push(text), config: () => makeConfig({ ...world.authority.location, vaultPassphrase: 'passphrase of the tests', publicUrl: 'https://authority.example' }), open: (config) => openStores(config, { clock: { now: () => world.authority.now, sleep: () => Promise.resolve() } }) });
    return { code, out: out.join('\n'), warned: warned.join('\n') };
  }

  it('prints a link once, which sets the password of an administrator; no mail, no trace of the link', async () => {
    const { code, out } = await run(['nadia@exemple.fr', ...NAMES]);
    expect(code).toBe(0);
    const token = /#([\w-]{43})$/u.exec(out)?.[1] ?? '';
    expect((await dumpTables(world.authority)).join('\n')).not.toContain(token);
    expect((await world.authority.mailbox()).mails).toEqual([]);
    await setPassword(token);
    const made = await world.authority.authority.deps.db.selectFrom('accounts').selectAll().where('email_key', '=', 'nadia@exemple.fr').executeTakeFirstOrThrow();
    expect(made).toMatchObject({ role: 'administrator', office_id: null, confirmed_at: world.authority.now, first_name: 'Nadia' });
    expect(await run(['Nadia@exemple.fr', ...NAMES])).toMatchObject({ code: 1, out: '' });
  });

  it('makes a new link for one who has not used theirs', async () => {
    const [first, second] = [await run(['nadia@exemple.fr', ...NAMES]), await run(['nadia@exemple.fr', ...NAMES])];
    await expect(setPassword(/#([\w-]{43})$/u.exec(first.out)?.[1] ?? '')).rejects.toMatchObject({ code: 'accountLinkRefused' });
    await setPassword(/#([\w-]{43})$/u.exec(second.out)?.[1] ?? '');
  });

  it('mails the link where it is told to', async () => {
    const { out } = await run(['nadia@exemple.fr', ...NAMES, '--mail', '--language', 'en']);
    expect(out).not.toContain('#');
    expect(await newestLink('nadia@exemple.fr')).toContain('https://authority.example/password#');
  });

  it.each([[[]], [['nadia']], [['nadia@exemple.fr']], [['nadia@exemple.fr', 'x@y.fr', ...NAMES]], [['nadia@exemple.fr', ...NAMES, '--language', 'de']], [['nadia@exemple.fr', '--first-name', '', '--last-name', 'Petit']]])('does not understand %j', async (args) => {
    await expect(run(args)).rejects.toThrow(UsageError);
  });
});
