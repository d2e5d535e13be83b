import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppView } from '../../src-shared/domain/views.ts';
import type { Envelope } from '../../src-shared/ipc/verbs.ts';
import { VERBS } from '../../src-shared/ipc/verbs.ts';
import type { BridgedWindow } from '../support/bridged-window.ts';
import { startClavis, type RunningClavis } from '../support/electron-app.ts';

let clavis: RunningClavis;
beforeAll(async () => {
  clavis = await startClavis();
});
afterAll(() => clavis.close());

/** Electron's own table of what answers `invoke`: it has no public reader. */
const HANDLERS = '_invokeHandlers';
type Call = readonly [verb: string, input: unknown];

/** Runs calls in the page one after the other, as a page that somebody else wrote would; gives each answer's code. */
const callAll = (calls: readonly Call[]): Promise<string[]> =>
  clavis.page.evaluate(async (list) => {
    const bridge = (window as unknown as BridgedWindow).clavis as unknown as Record<string, Record<string, (input: unknown) => Promise<Envelope<unknown>>>>;
    const revive = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(revive);
      const bytes: unknown = Reflect.get(value, 'bytes');
      if (Array.isArray(bytes)) return Uint8Array.from(bytes as number[]);
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part)]));
    };
    const codes: string[] = [];
    for (const [verb, input] of list) {
      const [group = '', name = ''] = verb.split('.');
      const reply = await bridge[group]?.[name]?.(revive(input));
      codes.push(reply === undefined ? 'absent' : reply.ok ? 'ok' : reply.problem.code);
    }
    return codes;
  }, calls);

const view = async (): Promise<AppView> => {
  const reply = await clavis.page.evaluate(() => (window as unknown as BridgedWindow).clavis.app.view());
  if (!reply.ok) throw new Error(reply.problem.code);
  return reply.value;
};

describe('the door of the running program', () => {
  it('turns away what did not come from the main frame of our page', async () => {
    const codes = await clavis.app.evaluate(async ({ BrowserWindow, ipcMain }, table) => {
      const handlers = Reflect.get(ipcMain, table) as Map<string, (event: object) => Promise<{ ok: boolean; problem?: { code: string } }>>;
      const answerView = handlers.get('clavis:app.view');
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (answerView === undefined || contents === undefined) throw new Error('no handler');
      const frame = contents.mainFrame;
      const elsewhere = { id: contents.id, mainFrame: frame, isDestroyed: () => false };
      const events: Record<string, object> = {
        ours: { sender: contents, senderFrame: frame },
        noFrame: { sender: contents, senderFrame: null },
        otherFrame: { sender: contents, senderFrame: { url: 'app://clavis/' } },
        otherContents: { sender: { ...elsewhere, id: contents.id + 1 }, senderFrame: frame },
        destroyed: { sender: { ...elsewhere, isDestroyed: () => true }, senderFrame: frame },
      };
      const answers: Record<string, string> = {};
      for (const [name, event] of Object.entries(events)) {
        const reply = await answerView(event);
        answers[name] = reply.ok ? 'ok' : (reply.problem?.code ?? '');
      }
      return answers;
    }, HANDLERS);
    expect(codes).toEqual({ ours: 'ok', noFrame: 'callRejected', otherFrame: 'callRejected', otherContents: 'callRejected', destroyed: 'callRejected' });
  });

  it('has no channel but the verbs’', async () => {
    const channels = await clavis.app.evaluate(
      ({ ipcMain }, table) => ({ invoke: [...(Reflect.get(ipcMain, table) as Map<string, unknown>).keys()], on: ipcMain.eventNames().map(String) }),
      HANDLERS,
    );
    expect(channels.invoke.sort()).toEqual(VERBS.map((verb) => `clavis:${verb}`).sort());
    // Electron's own: an `error` event must not throw.
    expect(channels.on).toEqual(['error']);
  });

  it('survives a page that calls everything at random ten thousand times, and no try is spent', async () => {
    const before = await view();
    expect(before.tokens[0]?.pin).toEqual({ triesLeft: 0, triesMax: 3 });
    const cardBefore = readFileSync(clavis.launch.rehearsal.cardPath, 'utf8');

    const opened: string[] = [];
    await clavis.app.evaluate(({ shell, dialog }) => {
      Reflect.set(globalThis, 'opened', []);
      shell.openExternal = (address) => {
        (Reflect.get(globalThis, 'opened') as string[]).push(address);
        return Promise.resolve();
      };
      dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
      dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
    });
    const readerId = before.readers[0]?.readerId ?? '';
    const bytes = fc.record({ bytes: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 }) });
    const pin = fc.constantFrom({ bytes: [0x31, 0x39, 0x33, 0x37] }, { bytes: [0x31, 0x32, 0x33, 0x34] }, { bytes: [] });
    const text = fc.oneof(fc.string(), fc.constantFrom(readerId, 'A'.repeat(43), `clavis://unblock/${'B'.repeat(43)}`, '../../etc/passwd', 'q1'));
    const input = fc.oneof(
      fc.constant(undefined),
      fc.record({ language: fc.constantFrom('fr', 'en') }),
      fc.record({ target: fc.constantFrom('revocation', 'reorder', 'office', 'file:///etc/passwd') }),
      fc.record({ readerId: fc.constantFrom(readerId, 'other') }),
      fc.record({ mailId: text }),
      fc.record({ text }),
      fc.record({ pin: fc.oneof(pin, bytes), confirmation: fc.oneof(pin, bytes) }),
      fc.record({ serial: fc.constant(before.tokens[0]?.serial ?? ''), triesShown: fc.constantFrom(0, 3, null), serialTail: fc.constantFrom('41F6', null), pin }),
      fc.record({ answers: fc.array(fc.record({ questionId: text, answer: text }), { maxLength: 9 }) }),
      fc.jsonValue(),
    );
    const seed = Date.now() % 2 ** 31;
    console.log(`seed ${seed}`);
    const verb = fc.constantFrom(...VERBS.filter((name) => name !== 'virtualReader.setInserted'));
    const calls = fc.sample(fc.tuple(verb, input), { seed, numRuns: 10_000 });
    const codes: string[] = [];
    for (let i = 0; i < calls.length; i += 1000) codes.push(...(await callAll(calls.slice(i, i + 1000))));

    expect(codes).toHaveLength(10_000);
    expect(new Set(codes)).toContain('callRejected');
    expect(new Set(codes)).toContain('ok');
    expect(codes).not.toContain('internal');
    expect(codes).not.toContain('absent');
    opened.push(...(await clavis.app.evaluate(() => Reflect.get(globalThis, 'opened') as string[])));
    expect(opened.filter((address) => !/^https:\/\/clavis\.example\/|^http:\/\/127\.0\.0\.1:/u.test(address))).toEqual([]);

    const after = await view();
    expect(after.tokens[0]?.pin).toEqual({ triesLeft: 0, triesMax: 3 });
    expect(JSON.parse(readFileSync(clavis.launch.rehearsal.cardPath, 'utf8'))).toEqual(JSON.parse(cardBefore));
    const log = readFileSync(join(clavis.launch.userData, 'logs', 'clavis.log'), 'utf8');
    expect(log).not.toContain('ipc.bug');
    expect(log).not.toContain('page.gone');
  });
});
