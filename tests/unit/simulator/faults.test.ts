import { beforeEach, describe, expect, it } from 'vitest';
import { parseFaultPlan } from '../../../src-simulator/fault-plan.ts';
import type { FaultPlanInput } from '../../../src-simulator/fault-plan.ts';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import { blockedCard, bytes, cardState, CHALLENGE, cryptogram, hex, MSE_ADMIN, NEW_BLOCK, RESET_TO, VERIFY, WRONG_BLOCK } from './card-fixture.ts';

let card: VirtualCard;
let spare: VirtualCard;
let reader: VirtualReader;
type Connection = Awaited<ReturnType<VirtualReader['connect']>>;
let connection: Connection;

beforeEach(async () => {
  const state = await cardState();
  card = new VirtualCard(state);
  spare = new VirtualCard({ ...state, serial: '0000000000000042', userPin: { ...state.userPin, left: 1 } });
  reader = new VirtualReader({ card, spare });
  connection = await reader.connect(reader.name, 'shared');
});

/** Sends one command under one fault on it. The wrong PIN shows by its counter whether the card applied it. */
async function wrongPinUnder(fault: FaultPlanInput[number]): Promise<{ readonly got: string; readonly applied: boolean }> {
  reader.arm([fault]);
  const got = await transmit(VERIFY(WRONG_BLOCK));
  expect(reader.pendingFaults).toBe(0);
  return { got, applied: card.state().userPin.left === 2 };
}

/** The response, hexadecimal, or the name of the error. */
async function transmit(command: string): Promise<string> {
  return connection.transmit(bytes(command)).then(hex, (thrown: unknown) => (thrown as { readonly scard: string }).scard);
}

const at = { ins: '20' };
const status = '0020000100';

describe.each(['before', 'after'] as const)('a fault %s the card applied the command', (when) => {
  const applied = when === 'after';

  it('remove: an empty answer, then no card', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'remove' })).toEqual({ got: '', applied });
    expect(reader.card).toBeNull();
    expect(await transmit(status)).toBe('SCARD_W_REMOVED_CARD');
  });

  it('readerUnplug', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'readerUnplug' })).toEqual({ got: 'SCARD_E_READER_UNAVAILABLE', applied });
    expect(await reader.listReaders()).toEqual([]);
    expect(await transmit(status)).toBe('SCARD_E_READER_UNAVAILABLE');
  });

  it('serviceStop', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'serviceStop' })).toEqual({ got: 'SCARD_E_SERVICE_STOPPED', applied });
    await expect(reader.listReaders()).rejects.toMatchObject({ scard: 'SCARD_E_NO_SERVICE' });
  });

  it('resetByOther: between two commands, so the answer comes when the command was applied', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'resetByOther' })).toEqual({ got: applied ? '63C2' : 'SCARD_W_RESET_CARD', applied });
    expect(await transmit(status)).toBe('SCARD_W_RESET_CARD');
    await connection.reconnect('leave');
    expect(await transmit(status)).toBe(applied ? '63C2' : '63C3');
  });

  it('swap: an empty answer, then another card', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'swap' })).toEqual({ got: '', applied });
    expect(reader.card).toBe(spare);
    expect(await transmit(status)).toBe('SCARD_W_REMOVED_CARD');
    await connection.reconnect('leave');
    expect(await transmit(status)).toBe('63C1');
  });

  it('sharingViolation: once, the card untouched by it', async () => {
    const { got, applied: done } = await wrongPinUnder({ at, when, kind: 'sharingViolation' });
    expect(done).toBe(applied);
    expect(got).toBe(applied ? '63C2' : 'SCARD_E_SHARING_VIOLATION');
    if (applied) expect(await transmit(status)).toBe('SCARD_E_SHARING_VIOLATION');
    expect(await transmit(status)).toBe(applied ? '63C2' : '63C3');
  });

  it.each([undefined, 'SCARD_F_COMM_ERROR', 'SCARD_E_NOT_TRANSACTED'] as const)('commError %s: the answer is lost, the card stays', async (error) => {
    const fault = { at, when, kind: 'commError' as const, ...(error === undefined ? {} : { error }) };
    expect(await wrongPinUnder(fault)).toEqual({ got: error ?? 'SCARD_F_COMM_ERROR', applied });
    expect(await transmit(status)).toBe(applied ? '63C2' : '63C3');
  });

  it('malformed short: one byte', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'malformed', variant: 'short' })).toEqual({ got: '90', applied });
  });

  it('malformed long: more than anybody asked for', async () => {
    const { got, applied: done } = await wrongPinUnder({ at, when, kind: 'malformed', variant: 'long' });
    expect(done).toBe(applied);
    expect(got.length).toBeGreaterThan(600);
    expect(got.startsWith(applied ? '63C2' : 'A5')).toBe(true);
  });

  it('malformed garbageTlv: an object longer than the answer', async () => {
    const { got, applied: done } = await wrongPinUnder({ at, when, kind: 'malformed', variant: 'garbageTlv' });
    expect(done).toBe(applied);
    expect(got).toMatch(/^70847FFFFFFF.{80}9000$/u);
  });

  it('malformed zeros20k', async () => {
    const { got, applied: done } = await wrongPinUnder({ at, when, kind: 'malformed', variant: 'zeros20k' });
    expect(done).toBe(applied);
    expect(got).toBe('00'.repeat(20_000));
  });

  it('malformed loop61: more to come for ever, until another command', async () => {
    expect(await wrongPinUnder({ at, when, kind: 'malformed', variant: 'loop61' })).toEqual({ got: '61FF', applied });
    for (let round = 0; round < 50; round++) expect(await transmit('00C00000FF')).toMatch(/^(5A){255}61FF$/u);
    expect(await transmit(status)).toBe(applied ? '63C2' : '63C3');
    expect(await transmit('00C00000FF')).toBe('6985');
  });
});

describe('wrongResponse', () => {
  it('changes the cryptogram before the card sees it, once', async () => {
    card = await blockedCard();
    reader.insert(card);
    await connection.reconnect('leave');
    reader.arm([{ at: { ins: '82' }, when: 'before', kind: 'wrongResponse' }]);
    const challenge = async (): Promise<string> => {
      await transmit(MSE_ADMIN);
      return (await transmit(CHALLENGE)).slice(0, 16);
    };
    const command = bytes(`0082000018${cryptogram(await challenge())}`);
    const sent = Uint8Array.from(command);
    expect(hex(await connection.transmit(command))).toBe('63C4');
    expect(command).toEqual(sent);
    expect(await transmit(`0082000018${cryptogram(await challenge())}`)).toBe('9000');
    expect(await transmit(RESET_TO(NEW_BLOCK))).toBe('9000');
  });
});

describe('a plan', () => {
  it('counts APDUs from when it was armed, over all connections', async () => {
    await transmit(status);
    reader.arm([{ at: { apdu: 3 }, when: 'before', kind: 'commError' }]);
    const other = await reader.connect(reader.name, 'shared');
    expect(await transmit(status)).toBe('63C3');
    expect(hex(await other.transmit(bytes(status)))).toBe('63C3');
    expect(await transmit(status)).toBe('SCARD_F_COMM_ERROR');
    expect(await transmit(status)).toBe('63C3');
  });

  it('counts one instruction apart from the others', async () => {
    reader.arm([{ at: { ins: 'b0', nth: 2 }, when: 'after', kind: 'malformed', variant: 'short' }]);
    expect(await transmit('00B09C0001')).toMatch(/9000$/u);
    expect(await transmit(status)).toBe('63C3');
    expect(await transmit('00B09C0001')).toBe('90');
  });

  it('strikes each fault of several, in its own place', async () => {
    reader.arm([
      { at: { apdu: 1 }, when: 'before', kind: 'commError' },
      { at: { apdu: 2 }, when: 'before', kind: 'sharingViolation' },
    ]);
    expect(await transmit(status)).toBe('SCARD_F_COMM_ERROR');
    expect(await transmit(status)).toBe('SCARD_E_SHARING_VIOLATION');
    expect(await transmit(status)).toBe('63C3');
  });

  it('may strike a connect', async () => {
    reader.arm([{ at: { connect: 2 }, when: 'before', kind: 'sharingViolation' }, { at: { connect: 3 }, when: 'before', kind: 'remove' }]);
    await reader.connect(reader.name, 'shared');
    await expect(reader.connect(reader.name, 'shared')).rejects.toMatchObject({ scard: 'SCARD_E_SHARING_VIOLATION' });
    await expect(reader.connect(reader.name, 'shared')).rejects.toMatchObject({ scard: 'SCARD_E_NO_SMARTCARD' });
  });

  it('is told on the tape: what the card did, and what the program got', async () => {
    await wrongPinUnder({ at, when: 'before', kind: 'commError' });
    await wrongPinUnder({ at, when: 'after', kind: 'remove' });
    expect(reader.tape.entries.filter(({ kind }) => kind === 'apdu')).toMatchObject([
      { header: '0020000108', applied: false, sw: null, outcome: 'SCARD_F_COMM_ERROR' },
      { header: '0020000108', applied: true, sw: '63C2', outcome: 'empty' },
    ]);
  });

  it('is plain JSON', () => {
    const plan = parseFaultPlan('[{"at":{"ins":"82"},"when":"after","kind":"remove"},{"at":{"apdu":4},"when":"before","kind":"commError"}]');
    expect(plan).toEqual([
      { at: { ins: '82', nth: 1 }, when: 'after', kind: 'remove' },
      { at: { apdu: 4 }, when: 'before', kind: 'commError', error: 'SCARD_F_COMM_ERROR' },
    ]);
  });

  it.each(['', '{}', '[{}]', '[{"at":{"apdu":0},"when":"before","kind":"remove"}]', '[{"at":{"apdu":1},"when":"now","kind":"remove"}]',
    '[{"at":{"apdu":1},"when":"before","kind":"explode"}]', '[{"at":{"apdu":1},"when":"before","kind":"malformed"}]',
    '[{"at":{"apdu":1},"when":"before","kind":"remove","extra":1}]'])('refuses %s', (text) => {
    expect(() => parseFaultPlan(text)).toThrow();
  });

  it('needs a spare card to swap', () => {
    const plain = new VirtualReader({ card });
    expect(() => plain.arm([{ at, when: 'before', kind: 'swap' }])).toThrow('spare');
  });
});
