import { createHash, verify, X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { internalAuthenticate, setInternalAuthentication } from '../../../src-main/card/applets/ias-ecc/internal-authenticate.ts';
import { encodeApdu } from '../../../src-main/card/apdu/command-apdu.ts';
import type { CardHost } from '../../../src-main/ports/card-host.ts';
import { certificatesOf } from '../../../src-simulator/certificates-of.ts';
import { OLD_PIN, openBench, otherState, SERIAL, usableState, WRONG_PIN, type Bench } from '../../support/card-bench.ts';

const MESSAGE = new TextEncoder().encode('what the authority asked to have signed');
const digest = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');
const counter = (triesLeft: number) => ({ triesLeft, triesMax: 3 });

const open: { readonly host: CardHost }[] = [];
afterEach(async () => {
  for (const { host } of open.splice(0)) await host.close();
});
const bench = async (...options: Parameters<typeof openBench>): Promise<Bench> => {
  const made = await openBench(...options);
  open.push(made);
  return made;
};

async function orderFor({ card }: Bench, which = 0): Promise<Parameters<CardHost['signWithPin']>[0]> {
  const certificate = certificatesOf(card.state())[which];
  if (certificate === undefined) throw new Error('the card has no such certificate');
  return { serial: SERIAL, triesShown: 3, lastTryConfirmed: false, pin: OLD_PIN, certificateSha256: digest(certificate), message: MESSAGE };
}

/** Headers of what went to the card with a secret in it, and of what signed. */
const acts = ({ reader }: Bench): readonly string[] =>
  reader.tape.entries.flatMap((entry) => (entry.kind === 'apdu' && /^00(?:2001|2401|2C|82|88|2241)/u.test(entry.header) && entry.header !== '0020000100' ? [entry.header] : []));
const secretsSent = ({ reader }: Bench): number => reader.tape.entries.filter((entry) => entry.kind === 'apdu' && entry.header.startsWith('0020000108')).length;

describe('the commands, byte by byte', () => {
  it('MANAGE SECURITY ENVIRONMENT and INTERNAL AUTHENTICATE are what OpenSC sends', () => {
    expect(Buffer.from(encodeApdu(setInternalAuthentication.build({ reference: 0x81 }), 'T=0')).toString('hex')).toBe('002241a406840181800102');
    const command = Buffer.from(encodeApdu(internalAuthenticate.build({ digest: new Uint8Array(32).fill(0xab) }), 'T=1')).toString('hex');
    expect(command).toBe(`00880000333031300d060960864801650304020105000420${'ab'.repeat(32)}00`);
    expect(() => internalAuthenticate.build({ digest: new Uint8Array(20) })).toThrow(RangeError);
  });

  it('an answer without a signature, and a refusal, are none', () => {
    const input = { digest: new Uint8Array(32) };
    expect(() => internalAuthenticate.parse({ data: new Uint8Array(0), sw: 0x9000 }, input)).toThrow(expect.objectContaining({ code: 'tokenMalformedAnswer' }));
    expect(() => internalAuthenticate.parse({ data: new Uint8Array(0), sw: 0x6982 }, input)).toThrow(expect.objectContaining({ code: 'tokenCommandRefused' }));
  });
});

describe('a signature with the token', () => {
  it.each([0, 1])('is one VERIFY and one signature, good under certificate %i', async (which) => {
    const made = await bench({ state: await usableState() });
    const outcome = await made.host.signWithPin(await orderFor(made, which));
    if (outcome.kind !== 'signed') throw new Error(outcome.kind);
    expect(Buffer.from(outcome.certificate)).toEqual(Buffer.from(certificatesOf(made.card.state())[which] ?? []));
    expect(verify('sha256', MESSAGE, new X509Certificate(outcome.certificate).publicKey, outcome.signature)).toBe(true);
    expect(outcome.counter).toEqual(counter(3));
    expect(acts(made).filter((header) => !header.startsWith('0022'))).toEqual(['0088000033']);
    expect(secretsSent(made)).toBe(1);
    // Nobody inherits the verified PIN.
    const { tape } = made.reader;
    expect(tape.entries.slice(tape.entries.findIndex((entry) => entry.kind === 'apdu' && entry.header === '0088000033')).map(({ kind }) => kind)).toContain('reset');
  });

  it('with a wrong PIN is an entry like any other, and nothing is signed', async () => {
    const made = await bench({ state: await usableState() });
    expect(await made.host.signWithPin({ ...(await orderFor(made)), pin: WRONG_PIN })).toEqual({ kind: 'wrong', counter: counter(2) });
    expect(acts(made)).toEqual([]);
  });

  it('of a certificate that is not on the token costs no try', async () => {
    const made = await bench({ state: await usableState() });
    await expect(made.host.signWithPin({ ...(await orderFor(made)), certificateSha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'keyNotFound' });
    expect(secretsSent(made)).toBe(0);
  });

  it('asks for the last try as any entry does, and minds another counter than was shown', async () => {
    const made = await bench({ state: await usableState(1) });
    const order = await orderFor(made);
    await expect(made.host.signWithPin({ ...order, triesShown: 1 })).rejects.toMatchObject({ code: 'pinLastTryUnconfirmed' });
    await expect(made.host.signWithPin({ ...order, triesShown: 3 })).rejects.toMatchObject({ code: 'pinCounterChanged' });
    expect(secretsSent(made)).toBe(0);
    expect(await made.host.signWithPin({ ...order, triesShown: 1, lastTryConfirmed: true })).toMatchObject({ kind: 'signed', counter: counter(3) });
  });

  it('on another token: refused before any secret byte', async () => {
    const made = await bench({ state: await otherState() });
    await expect(made.host.signWithPin(await orderFor(made))).rejects.toMatchObject({ code: 'wrongToken' });
    expect(secretsSent(made)).toBe(0);
  });

  it('pulled before VERIFY nothing was spent; after it, unknown; while it signs, the PIN was right', async () => {
    for (const [ins, nth, expected] of [
      ['22', 1, { kind: 'notSigned', problem: { code: 'tokenRemoved' } }],
      ['88', 1, { kind: 'notSigned', problem: { code: 'tokenRemoved' } }],
    ] as const) {
      const made = await bench({ state: await usableState() });
      const order = await orderFor(made);
      made.reader.arm([{ kind: 'remove', at: { ins, nth }, when: 'before' }]);
      expect(await made.host.signWithPin(order), ins).toMatchObject({ ...expected, counter: counter(3) });
      expect(made.card.state()).toMatchObject({ userPin: { left: 3 } });
    }
    const made = await bench({ state: await usableState() });
    const order = await orderFor(made);
    made.reader.arm([{ kind: 'remove', at: { ins: '20', nth: 2 }, when: 'after' }]);
    expect(await made.host.signWithPin(order)).toMatchObject({ kind: 'unknown', because: 'tokenRemoved', before: counter(3) });
    expect(secretsSent(made)).toBe(1);
  });
});
