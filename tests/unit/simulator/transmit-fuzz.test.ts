import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { bytes, cardState, PIN_BLOCK, PUK_BLOCK } from './card-fixture.ts';

const RUNS = 300;

/** Bytes of any sort, and headers the card knows with any data: the second kind gets past the first checks. */
const command = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .record({
      cla: fc.constantFrom(0x00, 0x10),
      ins: fc.constantFrom(0x20, 0x22, 0x24, 0x2a, 0x2c, 0x82, 0x84, 0x88, 0xa4, 0xb0, 0xc0, 0xcb),
      p1: fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x04, 0x3f, 0x41, 0x80, 0x81), fc.nat(255)),
      p2: fc.oneof(fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x0c, 0x86, 0xa4, 0xb8, 0xff), fc.nat(255)),
      data: fc.oneof(fc.uint8Array({ maxLength: 255 }), fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.uint8Array({ minLength: 24, maxLength: 24 })),
    })
    .map(({ cla, ins, p1, p2, data }) => Uint8Array.from([cla, ins, p1, p2, data.length, ...data])),
);

const carries = (haystack: Uint8Array, needle: string): boolean => Buffer.from(haystack).includes(Buffer.from(bytes(needle)));

describe('any commands at all', () => {
  it('are answered with two bytes or more, and raise no counter', async () => {
    const state = await cardState();
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        // Nobody who guesses PIN or PUK by chance proves anything: such runs are of no interest.
        fc.pre(!commands.some((one) => carries(one, PIN_BLOCK) || carries(one, PUK_BLOCK)));
        const worn = {
          ...state,
          userPin: { ...state.userPin, left: 1 },
          puk: { ...state.puk, left: 2 },
          admin: { ...state.admin, left: 3 },
        };
        const card = new VirtualCard(worn);
        let last = { pin: 1, puk: 2, admin: 3 };
        for (const one of commands) {
          const answer = card.transmit(one);
          expect(answer.length).toBeGreaterThanOrEqual(2);
          const { userPin, puk, admin } = card.state();
          const now = { pin: userPin.left, puk: puk.left, admin: admin.left };
          for (const counter of ['pin', 'puk', 'admin'] as const) {
            expect(now[counter]).toBeLessThanOrEqual(last[counter]);
            expect(now[counter]).toBeGreaterThanOrEqual(0);
          }
          last = now;
        }
        expect(card.state().userPin.digest).toBe(state.userPin.digest);
        expect(card.state().files).toBe(state.files);
      }),
      { numRuns: RUNS },
    );
  });

  it('never answer with a key of the card', async () => {
    const state = await cardState();
    const secrets = [state.admin.enc, state.admin.mac].map((key) => Buffer.from(key, 'base64'));
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        const card = new VirtualCard(state);
        const said = Buffer.concat(commands.map((one) => card.transmit(one)));
        for (const secret of secrets) expect(said.includes(secret)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });
});
