import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultPlanInput } from '../../src-simulator/fault-plan.ts';
import { Desk, makeDeskTemplate, Office, type DeskTemplate } from '../support/desk.ts';
import { expectCleanBooks, expectDone, expectInvariants } from '../support/oracle.ts';
import { askForLink, unblockPatiently } from '../support/person.ts';

/**
 * The whole unblock, with one fault at every APDU it sends, before and after the card applies it, and at every call to the authority.
 * A patient person mends and goes on. The oracle is the card's own memory, the authority's database and its audit rows.
 */
type Kind = FaultPlanInput[number];
type FaultBody = Omit<Kind, 'at' | 'when'> extends infer B ? B : never;

const KINDS: Readonly<Record<string, FaultBody & { kind: string; variant?: string; error?: string }>> = {
  remove: { kind: 'remove' },
  readerUnplug: { kind: 'readerUnplug' },
  resetByOther: { kind: 'resetByOther' },
  serviceStop: { kind: 'serviceStop' },
  swap: { kind: 'swap' },
  sharingViolation: { kind: 'sharingViolation' },
  commError: { kind: 'commError' },
  notTransacted: { kind: 'commError', error: 'SCARD_E_NOT_TRANSACTED' },
  short: { kind: 'malformed', variant: 'short' },
  long: { kind: 'malformed', variant: 'long' },
  garbageTlv: { kind: 'malformed', variant: 'garbageTlv' },
  loop61: { kind: 'malformed', variant: 'loop61' },
  zeros20k: { kind: 'malformed', variant: 'zeros20k' },
};

let template: DeskTemplate;
let apduCount = 0;
let callCount = 0;
let cases = 0;
let office: Office | null = null;

/** Desks that one authority serves before its books are closed and searched, and a new one opens. */
const DESKS_PER_OFFICE = 40;
let served = 0;

async function atDesk(run: (desk: Desk, code: string) => Promise<void>): Promise<void> {
  office ??= await Office.open(template);
  const desk = await Desk.open(template, office);
  try {
    await run(desk, await askForLink(desk));
    cases++;
    served++;
    if (served >= DESKS_PER_OFFICE) await expectCleanBooks(desk);
  } finally {
    await desk.close();
    if (served >= DESKS_PER_OFFICE) await closeOffice();
  }
}

async function closeOffice(): Promise<void> {
  await office?.close();
  office = null;
  served = 0;
}

/** Says which case it was when an expectation fails in the middle of a sweep. */
async function named(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

const planOf = (index: number, when: 'before' | 'after', fault: object): FaultPlanInput => [{ at: { apdu: index }, when, ...fault }] as FaultPlanInput;

describe('unblock, swept with faults', () => {
  beforeAll(async () => {
    template = await makeDeskTemplate();
    await atDesk(async (desk, code) => {
      desk.reader.tape.clear();
      desk.proxy.calls.splice(0);
      expect(await unblockPatiently(desk, code, expectInvariants)).toBe('done');
      await expectDone(desk);
      await expectCleanBooks(desk);
      apduCount = desk.reader.tape.commands().length;
      callCount = desk.proxy.calls.length;
    });
    console.log(`a clean unblock: ${apduCount} APDUs, ${callCount} calls to the authority`);
    cases = 0;
  });
  afterEach(closeOffice);
  afterAll(() => {
    template.remove();
    console.log(`fault sweep: ${cases} cases`);
  });

  it.each(Object.keys(KINDS))('survives %s at every APDU, before and after', async (kind) => {
    for (let index = 1; index <= apduCount; index++) {
      for (const when of ['before', 'after'] as const) {
        await named(`${kind} ${when} APDU ${index}`, () =>
          atDesk(async (desk, code) => {
            desk.reader.arm(planOf(index, when, KINDS[kind] ?? {}));
            expect(await unblockPatiently(desk, code, expectInvariants)).toBe('done');
            await expectDone(desk);
          }),
        );
      }
    }
  });

  it('stops after one refusal when the response is wrong', async () => {
    await atDesk(async (desk, code) => {
      desk.reader.arm([{ at: { ins: '82' }, when: 'before', kind: 'wrongResponse' }]);
      expect(await unblockPatiently(desk, code, expectInvariants)).toBe('adminRefused');
      await desk.attempt(() => desk.do['unblock.resume']());
      expect(desk.reader.tape.commands().filter(({ ins }) => ins === '82')).toHaveLength(1);
      expect(desk.card.state().admin.left).toBe(desk.card.state().admin.max - 1);
      expect(desk.card.state().userPin.left).toBe(0);
      expect((await desk.sessions()).map(({ state }) => state)).toEqual(['refused']);
    });
  });

  it.each([1, 3])('survives the loss of %i requests or replies in a row, at every call', async (times) => {
    for (let call = 1; call <= callCount; call++) {
      for (const when of ['before', 'after'] as const) {
        await named(`${times} lost ${when} call ${call}`, () =>
          atDesk(async (desk, code) => {
            desk.proxy.arm({ call: desk.proxy.calls.length + call, when, times });
            expect(await unblockPatiently(desk, code, expectInvariants)).toBe('done');
            await expectDone(desk);
          }),
        );
      }
    }
  });

  it('keeps no transaction open over a call to the authority', async () => {
    await atDesk(async (desk, code) => {
      let open = 0;
      const seen: number[] = [];
      desk.proxy.onCall(() => {
        open = 0;
        for (const entry of desk.reader.tape.entries) {
          if (entry.kind === 'begin') open++;
          if (entry.kind === 'end') open--;
        }
        seen.push(open);
      });
      expect(await unblockPatiently(desk, code)).toBe('done');
      expect(seen.length).toBeGreaterThan(6);
      expect(seen.every((count) => count === 0)).toBe(true);
    });
  });

  it('goes on after kill -9 at every APDU, before and after', async () => {
    for (let index = 1; index <= apduCount; index++) {
      for (const when of ['before', 'after'] as const) {
        await named(`killed ${when} APDU ${index}`, () =>
          atDesk(async (desk, code) => {
            const { promise: dead, resolve } = Promise.withResolvers<void>();
            desk.onTransmit((count, moment) => {
              if (count === index && moment === when) void desk.kill().then(resolve);
            });
            await Promise.race([unblockPatiently(desk, code).catch(() => undefined), dead]);
            await dead;
            await desk.start();
            expect(await unblockPatiently(desk, code, expectInvariants)).toBe('done');
            await expectDone(desk);
          }),
        );
      }
    }
  });

  it('goes on after kill -9 at every call to the authority, before and after', async () => {
    for (let call = 1; call <= callCount; call++) {
      for (const when of ['before', 'after'] as const) {
        await named(`killed ${when} call ${call}`, () =>
          atDesk(async (desk, code) => {
            const { promise: dead, resolve } = Promise.withResolvers<void>();
            const before = desk.proxy.calls.length;
            desk.proxy.onCall((count, moment) => {
              if (count - before === call && moment === when) void desk.kill().then(resolve);
            });
            await Promise.race([unblockPatiently(desk, code).catch(() => undefined), dead]);
            await dead;
            await desk.start();
            expect(await unblockPatiently(desk, code, expectInvariants)).toBe('done');
            await expectDone(desk);
          }),
        );
      }
    }
  });
});
