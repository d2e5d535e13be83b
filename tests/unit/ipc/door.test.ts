import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { VERBS, channelOf } from '../../../src-shared/ipc/verbs.ts';
import { fakeDoor } from '../../support/fake-door.ts';

const REJECTED = { ok: false, problem: { code: 'callRejected', details: {} } };
const pin = (): Uint8Array<ArrayBuffer> => Uint8Array.from([0x32, 0x38, 0x35, 0x39]);
const answers = { answers: [{ questionId: 'q1', answer: 'Ploumanac’h' }] };

describe('the door', () => {
  it('listens on one channel per verb, and on none once closed', () => {
    const door = fakeDoor();
    expect([...door.channels.keys()].sort()).toEqual(VERBS.map(channelOf).sort());
    door.close();
    expect(door.channels.size).toBe(0);
  });

  it('passes a checked input and wraps the answer', async () => {
    const door = fakeDoor({ handler: async () => 42 });
    expect(await door.knock('app.setLanguage', { language: 'fr' })).toEqual({ ok: true, value: 42 });
    expect(door.passed).toEqual([{ verb: 'app.setLanguage', input: { language: 'fr' } }]);
  });

  it('takes a verb without input with no argument or with undefined', async () => {
    const door = fakeDoor();
    expect(await door.knock('app.view')).toEqual({ ok: true, value: undefined });
    expect(await door.knock('app.view', undefined)).toEqual({ ok: true, value: undefined });
    expect(await door.knock('app.view', null)).toEqual(REJECTED);
  });

  it('refuses every verb to a stranger, without running anything', async () => {
    const door = fakeDoor({ trusted: false });
    for (const verb of VERBS) expect(await door.knock(verb)).toEqual(REJECTED);
    expect(door.passed).toEqual([]);
    expect(door.logged).toHaveLength(VERBS.length);
  });

  it.each([
    ['an unknown key', { language: 'fr', path: '/etc/passwd' }],
    ['a wrong value', { language: 'de' }],
    ['a wrong type', { language: 1 }],
    ['an own __proto__', JSON.parse('{"language":"fr","__proto__":{"a":1}}')],
    ['a constructor key', { language: 'fr', constructor: 1 }],
    ['no object', 'fr'],
    ['an array', ['fr']],
    ['a class instance', new Date(0)],
  ])('refuses %s', async (_what, input) => {
    const door = fakeDoor();
    expect(await door.knock('app.setLanguage', input)).toEqual(REJECTED);
    expect(door.passed).toEqual([]);
  });

  it('refuses a second argument', async () => {
    const door = fakeDoor();
    expect(await door.knock('app.setLanguage', { language: 'fr' }, 1)).toEqual(REJECTED);
  });

  it('tells the code of a known failure and nothing of an unknown one', async () => {
    const secret = 'SELECT pin FROM /home/camille';
    const known = fakeDoor({ handler: async () => Promise.reject(new AppError('noToken', { reader: 'r1' }, new Error(secret))) });
    expect(await known.knock('tokens.refresh')).toEqual({ ok: false, problem: { code: 'noToken', details: { reader: 'r1' } } });
    const unknown = fakeDoor({ handler: async () => Promise.reject(new Error(secret)) });
    const reply = await unknown.knock('tokens.refresh');
    expect(reply).toEqual({ ok: false, problem: { code: 'internal', details: {} } });
    expect(JSON.stringify([reply, known.logged, unknown.logged])).not.toContain(secret);
    expect(unknown.logged.map(({ name }) => name)).toEqual(['ipc.bug']);
  });

  it('overwrites both entries of a PIN after the handler, whatever became of it', async () => {
    const seen: string[] = [];
    const door = fakeDoor({
      handler: async (_verb, input) => {
        seen.push(JSON.stringify(Object.values(input as Record<string, Uint8Array>).map((bytes) => [...bytes])));
        throw new AppError('pinMismatch');
      },
    });
    const call = { pin: pin(), confirmation: pin() };
    await door.knock('unblock.choosePin', call);
    expect(seen).toEqual(['[[50,56,53,57],[50,56,53,57]]']);
    expect([...call.pin, ...call.confirmation]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('overwrites a PIN that it refuses, with the whole buffer behind the view', async () => {
    const buffer = new Uint8Array([9, 9, 0x32, 0x38, 0x35, 0x39, 9, 9]);
    const call = { pin: buffer.subarray(2, 6), confirmation: pin(), more: 1 };
    expect(await fakeDoor().knock('unblock.choosePin', call)).toEqual(REJECTED);
    expect([...buffer, ...call.confirmation]).toEqual(Array.from({ length: 12 }, () => 0));
  });

  it('lets one call with secrets in at a time', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const door = fakeDoor({ handler: () => finished });
    const first = door.knock('unblock.choosePin', { pin: pin(), confirmation: pin() });
    expect(await door.knock('unblock.submitAnswers', answers)).toEqual({ ok: false, problem: { code: 'busy', details: {} } });
    expect(door.passed).toHaveLength(1);
    finish();
    expect(await first).toEqual({ ok: true, value: undefined });
    expect((await door.knock('unblock.submitAnswers', answers)).ok).toBe(true);
  });

  it('keeps what is called before the program is there waiting, and refuses a bad call without it', async () => {
    let made: () => void = () => undefined;
    const door = fakeDoor({ made: new Promise<void>((resolve) => (made = resolve)) });
    const early = door.knock('app.view');
    expect(await door.knock('app.view', { more: 1 })).toEqual(REJECTED);
    expect(door.passed).toEqual([]);
    made();
    expect((await early).ok).toBe(true);
    expect(door.passed.map(({ verb }) => verb)).toEqual(['app.view']);
  });

  it('lets twenty calls with secrets in at once, then one every three seconds, and other calls freely', async () => {
    const door = fakeDoor();
    const call = async (): Promise<string> => {
      const reply = await door.knock('unblock.submitAnswers', answers);
      return reply.ok ? 'ok' : reply.problem.code;
    };
    for (let i = 0; i < 20; i++) expect(await call()).toBe('ok');
    expect(await call()).toBe('tooManyRequests');
    expect((await door.knock('tokens.refresh')).ok).toBe(true);
    door.clock.now = 2999;
    expect(await call()).toBe('tooManyRequests');
    door.clock.now = 3000;
    expect(await call()).toBe('ok');
    expect(await call()).toBe('tooManyRequests');
  });

  it('spends no try of the card for a page at which nobody is: one key or click, one entry', async () => {
    let acted = false;
    const door = fakeDoor({
      personActed: () => {
        const answer = acted;
        acted = false;
        return answer;
      },
    });
    const verify = () => door.knock('pin.verify', { serial: '802500017A3C41F6', triesShown: 3, serialTail: null, pin: pin() });
    expect(await verify()).toEqual(REJECTED);
    acted = true;
    expect((await verify()).ok).toBe(true);
    expect(await verify()).toEqual(REJECTED);
    expect(door.passed).toHaveLength(1);
    expect(door.logged.at(-1)?.fields).toEqual({ verb: 'pin.verify', why: 'nobody' });
  });

  it('refuses an input of more than 16 kB before any schema sees it', async () => {
    const door = fakeDoor();
    expect(await door.knock('unblock.pasteLink', { text: 'a'.repeat(9000) })).toEqual(REJECTED);
    expect(door.logged.at(-1)?.fields).toEqual({ verb: 'unblock.pasteLink', why: 'tooLarge' });
  });
});

describe('the door and the account', () => {
  const id = '0b0f8f5e-7b0c-4a59-9d4f-2f6c9d1f1b11';
  const document = (size: number) => ({ requestId: id, kind: 'mandate', fileName: 'mandat.pdf', bytes: new Uint8Array(size) });
  const proof = { serial: '802500017A3C41F6', triesShown: 3, serialTail: null, certificateSha256: 'a'.repeat(64) };

  it('takes a document of the largest size by one verb, and nothing larger, and no other verb takes as much', async () => {
    const door = fakeDoor();
    expect((await door.knock('requests.addDocument', document(8 * 1024 * 1024))).ok).toBe(true);
    expect(await door.knock('requests.addDocument', document(8 * 1024 * 1024 + 1))).toEqual(REJECTED);
    expect(await door.knock('requests.addDocument', { ...document(1), more: Array.from({ length: 3_000 }, () => 1) })).toEqual(REJECTED);
    expect(await door.knock('account.signIn', { email: 'a@b.example', password: 'x'.repeat(9_000) })).toEqual(REJECTED);
    expect(door.passed.map(({ verb }) => verb)).toEqual(['requests.addDocument']);
  });

  it.each([
    ['account.signIn', { email: 'a@b.example', password: 'x' }],
    ['account.reauthenticate', { password: 'x' }],
    ['account.changePassword', { currentPassword: 'x', password: 'y', passwordAgain: 'y' }],
    ['account.completeReset', { password: 'y', passwordAgain: 'y' }],
  ] as const)('takes twenty passwords of %s at once and no more', async (verb, input) => {
    const door = fakeDoor();
    for (let i = 0; i < 20; i++) expect((await door.knock(verb, input)).ok).toBe(true);
    expect(await door.knock(verb, input)).toEqual({ ok: false, problem: { code: 'tooManyRequests', details: {} } });
  });

  it.each(['account.signInWithToken', 'account.reauthenticateWithToken', 'account.associate'] as const)('spends no try by %s where nobody is', async (verb) => {
    const door = fakeDoor({ personActed: () => false });
    expect(await door.knock(verb, { ...proof, pin: pin() })).toEqual(REJECTED);
    expect(door.passed).toEqual([]);
  });
});
