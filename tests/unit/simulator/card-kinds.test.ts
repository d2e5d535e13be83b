import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardOf } from '../../../src-simulator/card-of.ts';
import { CardStateFile } from '../../../src-simulator/card-state-file.ts';
import type { CardState } from '../../../src-simulator/card-state.ts';
import { certificatesOf } from '../../../src-simulator/certificates-of.ts';
import { personaliseCard } from '../../../src-simulator/personalise-card.ts';
import { personalisePivCard } from '../../../src-simulator/personalise-piv-card.ts';
import type { SimulatedCard } from '../../../src-simulator/simulated-card.ts';
import { VirtualReader } from '../../../src-simulator/virtual-reader.ts';
import { bytes, cardState, SERIAL } from './card-fixture.ts';
import {
  ADMIN_KEY, ASK, blockedCard, gidsState, MSE_ADMIN, NEW_PIN, RESET_TO, RESPOND, SELECT, selectedCard, send, tripleDes, VERIFY,
  WRONG_PIN,
} from './gids-fixture.ts';

const holder = { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' };
let folder: string;
let states: readonly CardState[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clavis-kinds-'));
  const piv = await personalisePivCard({
    guid: '0'.repeat(32), holder, label: '', pin: bytes('313233343536'), pinBlocked: false, puk: bytes('3735333139303234'),
    certificates: 1, now: new Date(),
  });
  states = [await cardState(), await gidsState(), piv];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('state files', () => {
  it('keep every kind, and the card of a file is of its kind', () => {
    const file = new CardStateFile(join(folder, 'any.json'));
    for (const state of states) {
      file.save(state);
      expect(file.load()).toEqual(state);
      expect(cardOf(file.load() ?? state)).toMatchObject({ kind: state.kind, protocol: state.kind === 'ias-ecc' ? 'T=0' : 'T=1' });
    }
  });

  it('from before there were kinds are IAS-ECC cards', async () => {
    const file = new CardStateFile(join(folder, 'old.json'));
    const { kind, ...old } = await cardState();
    writeFileSync(file.path, JSON.stringify(old));
    expect(file.load()).toEqual({ ...old, kind });
    expect(file.loadIasEcc()).toEqual({ ...old, kind });
  });

  it('of an unknown kind, or of one kind under the name of another, are refused', async () => {
    const file = new CardStateFile(join(folder, 'odd.json'));
    for (const kind of ['openpgp', 'gids', 7]) {
      writeFileSync(file.path, JSON.stringify({ ...(await cardState()), kind }));
      expect(() => file.load()).toThrow();
    }
    file.save(await gidsState());
    expect(() => file.loadIasEcc()).toThrow('kind gids');
  });
});

describe('in a reader', () => {
  it('tells each its protocol, and keeps secret bodies off the tape', async () => {
    const secret = 'A7B6C5D4E3F20918';
    for (const state of states) {
      const reader = new VirtualReader({ card: cardOf(state) });
      const connection = await reader.connect(reader.name, 'shared');
      expect(connection.protocol).toBe(state.kind === 'ias-ecc' ? 'T=0' : 'T=1');
      const select = state.kind === 'gids' ? SELECT : '00A4040005A00000030800';
      await connection.transmit(bytes(select));
      for (const ins of ['20', '24', '2C', '82', '2A', '88', 'DB', 'D6', '47']) await connection.transmit(bytes(`00${ins}008008${secret}`));
      for (const p of ['0000', '039B', '079A']) await connection.transmit(bytes(`0087${p}0C7C0A8208${secret}00`));
      expect(JSON.stringify(reader.tape.entries)).not.toContain(secret.slice(2));
      const told = reader.tape.entries.filter((entry) => entry.kind === 'apdu' && entry.header.startsWith('0087'));
      expect(told).toMatchObject(['000', '39B', '79A'].map((p) => ({ header: `00870${p}0C`, data: null })));
    }
  });

  async function run(card: SimulatedCard, plan: Parameters<VirtualReader['arm']>[0]) {
    const reader = new VirtualReader({ card });
    const connection = await reader.connect(reader.name, 'shared');
    const transmit = async (command: string): Promise<string> =>
      connection.transmit(bytes(command)).then(
        (answer) => Buffer.from(answer).toString('hex').toUpperCase(),
        (thrown: unknown) => (thrown as { readonly scard: string }).scard,
      );
    reader.arm(plan);
    return { reader, transmit };
  }

  it('makes a response wrong that the second GENERAL AUTHENTICATE carries', async () => {
    const card = await blockedCard();
    const { transmit } = await run(card, [{ at: { ins: '87', nth: 2 }, when: 'before', kind: 'wrongResponse' }]);
    await transmit(MSE_ADMIN);
    const challenge = (await transmit(ASK)).slice(8, 24);
    expect(await transmit(RESPOND(tripleDes(ADMIN_KEY, challenge)))).toBe('6982');
    expect(card.state().admin.refusals).toBe(1);
  });

  it.each([['before', 0], ['after', 3]] as const)('pulls a GIDS card %s it applied the new PIN', async (when, left) => {
    const card = await blockedCard();
    const { reader, transmit } = await run(card, [{ at: { ins: '2C' }, when, kind: 'remove' }]);
    await transmit(MSE_ADMIN);
    await transmit(RESPOND(tripleDes(ADMIN_KEY, (await transmit(ASK)).slice(8, 24))));
    expect(await transmit(RESET_TO(NEW_PIN))).toBe('');
    expect(card.state().userPin.left).toBe(left);
    expect(reader.card).toBeNull();
    expect(card.transmit(bytes('00200080'))).toEqual(bytes('6D00'));
  });

  it('has a try of any kind written off before the comparison', async () => {
    const card = await selectedCard();
    const seen: number[] = [];
    card.onStateChange(({ userPin }) => seen.push(userPin.left));
    send(card, VERIFY(WRONG_PIN));
    expect(seen).toEqual([2]);
  });
});

it('have as many certificates as were asked for', async () => {
  const input = {
    serial: SERIAL, holder, label: '', pin: bytes('34383231'), pinBlocked: false, puk: bytes('3735333139303234'),
    admin: { enc: new Uint8Array(16), mac: new Uint8Array(16) }, keyVersion: 1, now: new Date(),
  };
  const four = await personaliseCard({ ...input, certificates: 4 });
  expect(certificatesOf(four)).toHaveLength(4);
  expect(four.keys.map(({ reference, usage }) => `${reference} ${usage}`)).toEqual(['1 authentication', '2 signature', '3 authentication', '4 signature']);
  await expect(personaliseCard({ ...input, certificates: 9 })).rejects.toThrow(RangeError);
  expect(states.map((state) => certificatesOf(state).length)).toEqual([2, 2, 1]);
});

/** Any bytes, and headers these cards know with any data: the second kind gets past the first checks. */
const command = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({
      cla: fc.constantFrom(0x00, 0x10),
      ins: fc.constantFrom(0x20, 0x22, 0x24, 0x2a, 0x2c, 0x44, 0x87, 0xa4, 0xc0, 0xcb, 0xdb, 0xe0, 0xf8, 0xfd),
      p1: fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x3f, 0x41, 0xa0, 0xc1), fc.nat(255)),
      p2: fc.oneof(fc.constantFrom(0x00, 0x80, 0x81, 0x9a, 0x9b, 0xa4, 0xb6, 0xff), fc.nat(255)),
      data: fc.oneof(
        fc.uint8Array({ maxLength: 255 }),
        fc.constantFrom('7C028100', '7C028000', '830180', '5C02DF1F').map(bytes),
        fc.uint8Array({ minLength: 8, maxLength: 8 }).map((value) => Uint8Array.of(0x7c, 0x0a, 0x82, 0x08, ...value)),
      ),
    })
    .map(({ cla, ins, p1, p2, data }) => Uint8Array.from([cla, ins, p1, p2, data.length, ...data])),
);

it.each([1, 2])('any commands at all raise no counter and write nothing (card %s)', (index) => {
  const state = states[index];
  if (state === undefined) throw new Error('no such card');
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const card = cardOf({ ...state, userPin: { ...state.userPin, left: 2 } });
      send(card, state.kind === 'gids' ? SELECT : '00A4040005A00000030800');
      let last = 2;
      for (const one of commands) {
        expect(card.transmit(one).length).toBeGreaterThanOrEqual(2);
        const { left } = card.state().userPin;
        expect(left).toBeLessThanOrEqual(last);
        last = left;
      }
      expect(card.state().userPin.digest).toBe(state.userPin.digest);
      expect(card.state().keys).toBe(state.keys);
      expect(card.state()).toHaveProperty('objects', 'objects' in state ? state.objects : undefined);
    }),
    { numRuns: 200 },
  );
});
