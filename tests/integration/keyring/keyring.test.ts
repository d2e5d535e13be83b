import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openKeyring } from '../../../src-main/adapters/keyring-process/keyring-process.ts';
import { spawnNodeHost } from '../../../src-main/adapters/card-host-process/host-child.ts';
import type { Keyring } from '../../../src-main/ports/keyring.ts';
import { KeyringSession } from '../../support/keyring-session.ts';

const NAME = 'account.0123456789abcdef';
const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
};
const unavailable = (why: string) => expect.objectContaining({ code: 'keyringUnavailable', details: { why } });

describe('the keyring of the system', () => {
  let session: KeyringSession;
  let keyring: Keyring;
  beforeAll(async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
  });
  beforeEach(async () => {
    keyring = await openKeyring(session.deps());
    expect([keyring.kind, keyring.whyMemory]).toEqual(['system', null]);
  });
  afterEach(() => keyring.close());
  afterAll(() => session.close());

  it('keeps a secret that another program finds there, and forgets it', async () => {
    expect(await keyring.get(NAME)).toBeNull();
    await keyring.set(NAME, 'first');
    await keyring.set(NAME, 'second');
    expect([await keyring.get(NAME), session.secretTool(NAME)]).toEqual(['second', 'second']);
    expect([await keyring.delete(NAME), await keyring.delete(NAME)]).toEqual([true, false]);
    expect([await keyring.get(NAME), session.secretTool(NAME)]).toEqual([null, null]);
  });

  it('keeps it for the next start', async () => {
    await keyring.set(NAME, 'stays');
    await keyring.close();
    keyring = await openKeyring(session.deps());
    expect(await keyring.get(NAME)).toBe('stays');
    await keyring.delete(NAME);
  });

  it.each([1, 2, 31, 32, 43, 255, 256, 1023, 1024, 2560, 4095, 4096])('keeps %i bytes', async (size) => {
    const secret = Array.from({ length: size }, (_, index) => String.fromCodePoint(0x21 + ((index * 7) % 0x5e))).join('');
    await keyring.set(NAME, secret);
    expect(await keyring.get(NAME)).toBe(secret);
  });

  it.each([['é'], ['clé 漢字 🔑'], ['🔑'.repeat(1024)], ['line\nfeed\ttab'], ['\u202F« »'], ['"\'\\$`']])('keeps %j as it is', async (secret) => {
    await keyring.set(NAME, secret);
    expect(await keyring.get(NAME)).toBe(secret);
  });

  it.each([[''], ['a\0b'], ['\uD800'], ['x'.repeat(4097)], ['🔑'.repeat(1025)]])('refuses what a keyring cannot hold', async (secret) => {
    await keyring.set(NAME, 'before');
    await expect(keyring.set(NAME, secret)).rejects.toMatchObject({ code: 'callRejected' });
    expect(await keyring.get(NAME)).toBe('before');
  });

  it('answers in order what is asked at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${NAME}.${index}`);
    await Promise.all(names.map((name) => keyring.set(name, `of ${name}`)));
    expect(await Promise.all(names.map((name) => keyring.get(name)))).toEqual(names.map((name) => `of ${name}`));
    await Promise.all(names.map((name) => keyring.delete(name)));
  });

  it('leaves nothing there but what it was told to keep', async () => {
    await keyring.set(NAME, 'kept');
    expect(session.labels()).toEqual([`Clavis/${NAME}`]);
  });

  it('ends its process when nobody asks for anything', async () => {
    const deps = session.deps({ limits: { idle: 50 } });
    const idle = await openKeyring(deps);
    await expect.poll(() => isAlive(deps.spawned[0]?.pid)).toBe(false);
    await idle.set(NAME, 'again');
    expect([await idle.get(NAME), deps.spawned.length > 1]).toEqual(['again', true]);
    await idle.close();
  });

  it('takes no call after it was closed', async () => {
    await keyring.close();
    await expect(keyring.get(NAME)).rejects.toMatchObject({ code: 'callRejected' });
  });
});

/** What is kept in memory is as good for its callers, and says why it is there. */
async function expectMemory(keyring: Keyring, why: string): Promise<void> {
  expect([keyring.kind, keyring.whyMemory]).toEqual(['memory', why]);
  await keyring.set(NAME, 'in memory');
  expect(await keyring.get(NAME)).toBe('in memory');
  expect([await keyring.delete(NAME), await keyring.get(NAME)]).toEqual([true, null]);
  await keyring.close();
}

describe('no keyring', () => {
  let session: KeyringSession;
  afterEach(() => session.close());

  it('without anybody on the bus who keeps secrets', async () => {
    session = await KeyringSession.open();
    await expectMemory(await openKeyring(session.deps()), 'noService');
  });

  it.each([undefined, 'unix:path=/nonexistent/bus'])('without a bus (%s)', async (address) => {
    session = await KeyringSession.open();
    session.env['DBUS_SESSION_BUS_ADDRESS'] = address;
    if (address === undefined) delete session.env['DBUS_SESSION_BUS_ADDRESS'];
    await expectMemory(await openKeyring(session.deps()), 'noService');
  });

  it('while it is locked, and again once it was opened', async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
    await (await openKeyring(session.deps())).close();
    await session.kill();
    await session.start('locked');
    await expectMemory(await openKeyring(session.deps()), 'locked');
    await session.kill();
    await session.start('unlocked');
    const keyring = await openKeyring(session.deps());
    expect(keyring.kind).toBe('system');
    await keyring.close();
  });

  it('where the policy of the bus forbids it', async () => {
    session = await KeyringSession.open('<deny send_destination="org.freedesktop.secrets"/>');
    await session.start('unlocked');
    await expectMemory(await openKeyring(session.deps()), 'denied');
  });

  it('without the native part', async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
    await expectMemory(await openKeyring(session.deps({ nativePath: '/nonexistent/keytar.node' })), 'moduleMissing');
  });

  it('when it hangs: nothing waits longer than the limit, and no process stays', async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
    session.freeze();
    const deps = session.deps({ limits: { call: 700 } });
    const started = performance.now();
    await expectMemory(await openKeyring(deps), 'hung');
    expect(performance.now() - started).toBeLessThan(3_000);
    await expect.poll(() => deps.spawned.map(({ pid }) => isAlive(pid))).toEqual([false]);
  });

  it('is waited for when a person has asked for it: a keyring that takes longer than the limit is there', async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
    session.freeze();
    const asked = openKeyring(session.deps({ limits: { call: 300 } }), true);
    setTimeout(() => session.thaw(), 900);
    const keyring = await asked;
    expect(keyring.kind).toBe('system');
    await keyring.close();
  });

  it('when its process dies', async () => {
    session = await KeyringSession.open();
    await expectMemory(await openKeyring(session.deps({ spawn: () => spawnNodeHost('/nonexistent/entry.js', { ...session.env, NODE_OPTIONS: '--no-warnings' }) })), 'crashed');
  });
});

describe('a keyring that goes away', () => {
  let session: KeyringSession;
  beforeEach(async () => {
    session = await KeyringSession.open();
    await session.start('unlocked');
  });
  afterEach(() => session.close());

  it('is said at the next call, and is there again with its daemon', async () => {
    const keyring = await openKeyring(session.deps());
    await keyring.set(NAME, 'kept');
    await session.kill();
    await expect(keyring.get(NAME)).rejects.toEqual(unavailable('noService'));
    await expect(keyring.set(NAME, 'other')).rejects.toEqual(unavailable('noService'));
    await expect(keyring.delete(NAME)).rejects.toEqual(unavailable('noService'));
    await session.start('unlocked');
    expect(await keyring.get(NAME)).toBe('kept');
    await keyring.close();
  });

  it('does not say that there is no secret when it was locked meanwhile', async () => {
    const keyring = await openKeyring(session.deps());
    await keyring.set(NAME, 'kept');
    await session.kill();
    await session.start('locked');
    await expect(keyring.get(NAME)).rejects.toEqual(unavailable('locked'));
    await keyring.close();
  });

  it('hangs in the middle of many calls: each ends, the later ones with a process of their own', async () => {
    const deps = session.deps({ limits: { call: 500 } });
    const keyring = await openKeyring(deps, true);
    session.freeze();
    const calls = await Promise.allSettled([keyring.get(NAME), keyring.set(NAME, 'x'), keyring.delete(NAME)]);
    expect(calls.map((call) => (call.status === 'rejected' ? call.reason : null))).toEqual(Array.from({ length: 3 }, () => unavailable('hung')));
    expect(deps.spawned).toHaveLength(3);
    await keyring.close();
  });

  it('loses its process in the middle of a call', async () => {
    const deps = session.deps();
    const keyring = await openKeyring(deps);
    session.freeze();
    const asked = keyring.get(NAME);
    const pid = deps.spawned[0]?.pid;
    if (pid === undefined) throw new Error('no process');
    process.kill(pid, 'SIGKILL');
    await expect(asked).rejects.toEqual(unavailable('crashed'));
    await keyring.close();
  });
});
