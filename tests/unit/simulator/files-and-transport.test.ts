import { beforeEach, describe, expect, it } from 'vitest';
import type { VirtualCard } from '../../../src-simulator/virtual-card.ts';
import { APPLICATION_AID, bytes, cardState, freshCard, hex, PIN_BLOCK, send, SERIAL, VERIFY } from './card-fixture.ts';

const SELECT_MF = '00A4000C023F00';
const SELECT_APPLICATION = `00A4040C0E${APPLICATION_AID}`;
const GET_RESPONSE = '00C0000000';

let card: VirtualCard;
beforeEach(async () => {
  card = await freshCard();
});

describe('SELECT', () => {
  it.each([
    ['MF by identifier', SELECT_MF, '9000'],
    ['MF by default', '00A4000C', '9000'],
    ['MF by the root name', '00A4040C0DA00000001880000000066240FF', '9000'],
    ['application by name', SELECT_APPLICATION, '9000'],
    ['application by a part of its name', '00A4040C05E828BD080F', '9000'],
    ['EF of the MF', '00A4020C022F01', '9000'],
    ['path from the MF', '00A4080C0450155031', '9000'],
    ['path with a leading 3F00', '00A4090C043F002F01', '9000'],
    ['an unknown name', '00A4040C07A0000000030000', '6A82'],
    ['four bytes of a name', '00A4040C04E828BD08', '6A82'],
    ['an unknown file', '00A4020C022F09', '6A82'],
    ['a file of the application from the MF', '00A4020C025031', '6A82'],
    ['a path through a file', '00A4080C042F013F00', '6A82'],
    ['an odd path', '00A4080C0350155', '6700'],
    ['a P1 of nothing', '00A4050C023F00', '6A86'],
    ['a P2 of nothing', '00A40008023F00', '6A86'],
  ])('%s', (_, command, sw) => {
    expect(send(card, command)).toBe(sw);
  });

  it('describes a file (6F or 62) and a DF, each with its access rules', () => {
    const fcp = send(card, '00A40204022F0100');
    expect(fcp).toMatch(/^62/u);
    expect(fcp).toContain('83022F01');
    expect(fcp).toContain('8C03');
    expect(send(card, '00A40200022F0100')).toMatch(/^6F/u);
    expect(send(card, `00A404040E${APPLICATION_AID}00`)).toContain(`840E${APPLICATION_AID}`);
  });

  it('leaves the selection alone when it fails', () => {
    send(card, '00A4020C022F01');
    expect(send(card, '00A4020C022F09')).toBe('6A82');
    expect(send(card, '00B0000001')).toBe('439000');
  });
});

describe('READ BINARY', () => {
  it('reads the serial number by its short identifier, from the MF only', () => {
    expect(send(card, '00B09C0000')).toBe(`5A0C92500100${SERIAL}9000`);
    send(card, SELECT_APPLICATION);
    expect(send(card, '00B09C0000')).toBe('6A82');
  });

  it.each([
    ['an explicit length beyond the end', '00B09C00C0', `5A0C92500100${SERIAL}6282`],
    ['an offset', '00B09C0608', `${SERIAL}9000`],
    ['an offset at the end', '00B09C0E01', '6B00'],
    ['no current file', '00B0000000', '6986'],
    ['a short identifier with reserved bits', '00B0FC0000', '6A86'],
    ['an unknown short identifier', '00B0830000', '6A82'],
    ['no Le', '00B09C00', '6700'],
  ])('%s', (_, command, expected) => {
    expect(send(card, command)).toBe(expected);
  });

  it('reads a certificate whole, piece by piece', async () => {
    send(card, SELECT_APPLICATION);
    send(card, '00A4020C023401');
    let read = '';
    for (let offset = 0; ; offset += 231) {
      const piece = send(card, `00B0${offset.toString(16).padStart(4, '0')}E7`);
      read += piece.slice(0, -4);
      if (!piece.endsWith('9000')) break;
    }
    const { files } = await cardState();
    const content = files.find(({ id }) => id === '3401')?.content ?? '';
    expect(read).toBe(Buffer.from(content, 'base64').toString('hex').toUpperCase());
  });

  it('reads an extended length', () => {
    send(card, SELECT_APPLICATION);
    send(card, '00A4020C023401');
    const whole = send(card, '00B00000000000');
    expect(whole).toMatch(/^3082.*9000$/u);
    expect(whole.length).toBeGreaterThan(2 * 600);
  });
});

describe('GET DATA', () => {
  const sdo = (sdoClass: string, reference: string, tag: string): string => {
    const inner = `${tag}80`;
    const length = (extra: number): string => (inner.length / 2 + extra).toString(16).padStart(2, '0');
    return send(card, `00CB3FFF${length(8)}4D${length(6)}70${length(4)}BF${sdoClass}${reference}${length(0)}${inner}00`);
  };

  it('tells sizes, tries and rules of both PINs in the MF', () => {
    expect(sdo('81', '01', '7F41')).toBe('700DBF8101097F41068001088101089000');
    const docp = sdo('81', '01', 'A0');
    expect(docp).toContain('9A01039B0103');
    expect(docp).toContain('8C057100003200');
    expect(sdo('81', '02', 'A0')).toContain('9A01059B0105');
    send(card, VERIFY('39393939FFFFFFFF'));
    expect(sdo('81', '01', 'A0')).toContain('9A01039B0102');
  });

  it('tells tries and version of the admin keyset, never a key', async () => {
    const docp = sdo('8A', '03', 'A0');
    expect(docp).toContain('9A01059B0105');
    expect(docp).toContain('850107');
    expect(sdo('8A', '03', 'A2')).toContain('A20380011C');
    expect(sdo('8A', '03', '91')).toBe('6A80');
  });

  it('tells which PIN or key each security environment asks for', () => {
    expect(sdo('FB', '01', '7B')).toContain('A406950108830101');
    expect(sdo('FB', '02', '7B')).toContain('A406950108830102A40995018080011C830103');
    expect(sdo('FB', '03', '7B')).toBe('6A88');
  });

  it('tells modulus and exponent of a key in the application, and no private part', () => {
    expect(sdo('90', '01', 'A0')).toBe('6A88');
    send(card, SELECT_APPLICATION);
    expect(sdo('81', '01', 'A0')).toBe('6A88');
    expect(sdo('A0', '01', '7F49')).toMatch(/^7082....BFA00182....7F4982....81820100/u);
    expect(sdo('90', '01', '7F48')).toBe('6A80');
    expect(sdo('90', '01', 'A0')).toContain('80020100');
    expect(sdo('90', '03', 'A0')).toBe('6A88');
  });

  it.each(['', '4D00', '4D047002BF81', 'FF'.repeat(11), '4D087006BF8101027F41'])('refuses the malformed request "%s"', (request) => {
    expect(send(card, `00CB3FFF${(request.length / 2).toString(16).padStart(2, '0')}${request}00`)).toMatch(/^6(A80|700)$/u);
  });
});

describe('the transport', () => {
  it.each([
    ['nothing', '', '6700'],
    ['three bytes', '002000', '6700'],
    ['a short Lc with less data', '0020000108FF', '6700'],
    ['an extended Lc of zero with data', '002000010000003132', '6700'],
    ['class 80', '8020000100', '6E00'],
    ['class FF', 'FF20000100', '6E00'],
    ['secure messaging', '0C20000100', '6882'],
    ['a logical channel', '0120000100', '6881'],
    ['an unknown instruction', '00D6000001AA', '6D00'],
    ['GET RESPONSE with nothing waiting', GET_RESPONSE, '6985'],
  ])('answers %s', (_, command, sw) => {
    expect(send(card, command)).toBe(sw);
  });

  it('takes an extended VERIFY like a short one', () => {
    expect(send(card, `00200001000008${PIN_BLOCK}`)).toBe('9000');
  });

  it('makes a command without Le fetch its answer (T=0)', () => {
    const fcp = send(card, '00A40204022F01');
    expect(fcp).toMatch(/^61..$/u);
    const length = fcp.slice(2);
    expect(send(card, '00C00000FF')).toBe(`6C${length}`);
    const answer = send(card, `00C00000${length}`);
    expect(answer).toMatch(/^62.*9000$/u);
    expect(send(card, GET_RESPONSE)).toBe('6985');
  });

  it('gives an answer in the pieces that are asked for', () => {
    send(card, '00A40204022F01');
    const first = send(card, '00C0000005');
    expect(first).toMatch(/^.{10}61..$/u);
    const rest = send(card, `00C00000${first.slice(-2)}`);
    expect(`${first.slice(0, 10)}${rest}`).toMatch(/^62.*9000$/u);
  });

  it('forgets a waiting answer at the next command', () => {
    send(card, '00A40204022F01');
    send(card, '0020000100');
    expect(send(card, GET_RESPONSE)).toBe('6985');
  });

  it('joins chained commands, and starts anew when the header changes', () => {
    expect(send(card, `1020000104${PIN_BLOCK.slice(0, 8)}`)).toBe('9000');
    expect(send(card, `0020000104${PIN_BLOCK.slice(8)}`)).toBe('9000');
    expect(send(card, '0020000100')).toBe('9000');
    send(card, `1020000104${PIN_BLOCK.slice(0, 8)}`);
    expect(send(card, '0020000200')).toBe('63C5');
    expect(send(card, `0020000108${PIN_BLOCK}`)).toBe('9000');
  });

  it('refuses a chain without end before it fills the memory', () => {
    const part = `10200001FF${'00'.repeat(255)}`;
    const answers = Array.from({ length: 300 }, () => send(card, part));
    expect(answers).toContain('6700');
    expect(hex(card.transmit(bytes('0020000200')))).toBe('63C5');
  });
});
