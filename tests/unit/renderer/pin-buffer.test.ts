import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PinBuffer } from '../../../src-renderer/src/pin/pin-buffer.ts';

const typed = (text: string): PinBuffer => {
  const buffer = new PinBuffer();
  for (const character of text) buffer.type(character.charCodeAt(0));
  return buffer;
};
const textOf = (buffer: PinBuffer) => String.fromCharCode(...buffer.copy());

describe('a PIN entry', () => {
  it('takes four ASCII digits and no fifth', () => {
    const buffer = typed('4829');
    expect(buffer.type(0x37)).toBe('room');
    expect(textOf(buffer)).toBe('4829');
  });

  it.each(['a', ' ', '-', '٤', '４', '\u0000'])('refuses %j', (character) => {
    const buffer = new PinBuffer();
    expect(buffer.type(character.charCodeAt(0))).toBe('charset');
    expect(buffer.length).toBe(0);
  });

  it('types over the digit under the caret', () => {
    const buffer = typed('4829');
    buffer.moveTo(1);
    buffer.type(0x30);
    expect(textOf(buffer)).toBe('4029');
    expect(buffer.caret).toBe(2);
  });

  it('removes before the caret, and under it', () => {
    const buffer = typed('4829');
    buffer.backspace();
    expect(textOf(buffer)).toBe('482');
    buffer.moveTo(0);
    buffer.delete();
    expect(textOf(buffer)).toBe('82');
    buffer.backspace();
    expect(textOf(buffer)).toBe('82');
  });

  it('does not let the caret go past the first empty box', () => {
    const buffer = typed('48');
    buffer.moveTo(3);
    expect(buffer.caret).toBe(2);
    buffer.moveBy(-9);
    expect(buffer.caret).toBe(0);
  });

  it('pastes whole or not at all', () => {
    const buffer = typed('12');
    expect(buffer.paste(' 48 29\n')).toBe('taken');
    expect(textOf(buffer)).toBe('4829');
    for (const refused of ['', '  ', '48291', '48a9', '４829']) {
      expect(buffer.paste(refused), refused).not.toBe('taken');
      expect(textOf(buffer)).toBe('4829');
    }
  });

  it('says why a paste is refused', () => {
    expect(typed('').paste('48291')).toBe('room');
    expect(typed('').paste('48a9')).toBe('charset');
  });

  it('takes what its format has: printable characters, spaces among them, and no accent', () => {
    const buffer = new PinBuffer({ minLength: 4, maxLength: 8, charset: 'printable' });
    for (const character of 'aZ 9~') expect(buffer.type(character.charCodeAt(0))).toBe('taken');
    expect(buffer.type('é'.charCodeAt(0))).toBe('charset');
    expect(buffer.type('\u0141'.charCodeAt(0))).toBe('charset');
    expect(textOf(buffer)).toBe('aZ 9~');
    expect(buffer.paste('p w d\r\n')).toBe('taken');
    expect(textOf(buffer)).toBe('p w d');
    expect(buffer.paste('123456789')).toBe('room');
    expect(textOf(buffer)).toBe('p w d');
  });

  it('leaves no digit behind in its memory once wiped', () => {
    const buffer = typed('4829');
    const inside = buffer.read((digits) => digits);
    buffer.wipe();
    expect([...inside]).toEqual([0, 0, 0, 0]);
    expect(buffer.length).toBe(0);
    expect(buffer.caret).toBe(0);
  });

  it('leaves no removed digit behind either', () => {
    const buffer = typed('4829');
    const inside = buffer.read((digits) => digits);
    buffer.backspace();
    expect(inside[3]).toBe(0);
  });

  it('behaves like four boxes of text, whatever is done to it', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('type' as const), with: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constantFrom('backspace' as const, 'delete' as const), with: fc.constant(0) }),
      fc.record({ do: fc.constant('moveTo' as const), with: fc.integer({ min: -1, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const buffer = new PinBuffer();
        let text = '';
        let caret = 0;
        for (const next of steps) {
          if (next.do === 'type') {
            buffer.type(0x30 + next.with);
            if (caret < 4) {
              text = text.slice(0, caret) + String(next.with) + text.slice(caret + 1);
              caret++;
            }
          } else if (next.do === 'backspace') {
            buffer.backspace();
            if (caret > 0) {
              text = text.slice(0, caret - 1) + text.slice(caret);
              caret--;
            }
          } else if (next.do === 'delete') {
            buffer.delete();
            text = text.slice(0, caret) + text.slice(caret + 1);
          } else {
            buffer.moveTo(next.with);
            caret = Math.max(0, Math.min(next.with, text.length));
          }
          expect(textOf(buffer)).toBe(text);
          expect(buffer.caret).toBe(Math.min(caret, 3));
        }
      }),
    );
  });
});
