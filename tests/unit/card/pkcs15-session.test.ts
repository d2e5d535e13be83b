import { describe, expect, it } from 'vitest';
import { applicationIn, PKCS15_AID } from '../../../src-main/card/applets/pkcs15/find-application.ts';
import { openPkcs15Session } from '../../../src-main/card/applets/pkcs15/pkcs15-session.ts';
import { serialOfTokenInfo } from '../../../src-main/card/applets/pkcs15/token-info.ts';
import { hex, toHex } from '../../support/apdu-script.ts';
import { certificateOfCard, scriptedCard } from '../../support/card-channel.ts';

type Conversation = [send: string, answer: string][];
const SELECT = ['00A404000CA000000063504B43532D313500', '6F009000'] as const;
const length = (bytes: number): string => bytes.toString(16).toUpperCase().padStart(4, '0');

/** Selects the application, a file by its path, and reads it in answers of 256 bytes. */
function file(path: string, content: string): Conversation {
  const size = content.length / 2;
  const steps: Conversation = [[...SELECT], [`00A40904${length(path.length / 2).slice(2)}${path}00`, `62048002${length(size)}9000`]];
  for (let at = 0; at < size; at += 256) {
    const part = Math.min(256, size - at);
    steps.push([`00B0${length(at)}${length(part).slice(2)}`, `${content.slice(at * 2, (at + part) * 2)}9000`]);
  }
  return steps;
}

describe('a card that has PKCS#15 and no row of its own', () => {
  const application = { aid: PKCS15_AID, path: null };

  it('tells the serial of TokenInfo', async () => {
    const { channel, script } = scriptedCard(file('5032', '300E02010004063132333435360C0141'));
    expect(await openPkcs15Session(channel, application).readSerial()).toBe('313233343536');
    expect(script.left).toBe(0);
  });

  it('shows its certificates', async () => {
    const der = toHex(await certificateOfCard());
    const conversation = [
      ...file('5031', 'A406300404024402FFFF'),
      ...file('4402', '300E30003000A108300630040402430100'),
      ...file('4301', der),
    ];
    const { channel, script } = scriptedCard([...conversation, [...SELECT]]);
    expect(await openPkcs15Session(channel, application).readCertificates()).toMatchObject([{ subject: 'Camille Durand' }]);
    expect(script.left).toBe(0);
  });

  it('finds a file by identifiers where the card knows no paths', async () => {
    const steps: Conversation = [
      [...SELECT],
      ['00A4090402503200', '6A86'],
      ['00A4090002503200', '6A86'],
      ['00A4000002503200', '6F04800200109000'],
      ['00B0000010', '300E02010004063132333435360C01419000'],
    ];
    const { channel, script } = scriptedCard(steps);
    expect(await openPkcs15Session(channel, application).readSerial()).toBe('313233343536');
    expect(script.left).toBe(0);
  });

  it('has nothing that takes a PIN, and asks for no counter', async () => {
    const session = openPkcs15Session(scriptedCard([]).channel, application);
    expect(session).toMatchObject({ profile: 'pkcs15', pin: null, puk: null, admin: null });
    expect(await session.readCounter()).toEqual({ triesLeft: null, triesMax: null });
  });
});

describe('TokenInfo and EF.DIR', () => {
  it.each([
    ['300B02010004063132333435360000', '313233343536'],
    ['300D020100040830313233343536370000', '3031323334353637'],
  ])('serial in %s', (content, serial) => expect(serialOfTokenInfo(hex(content))).toBe(serial));

  it.each(['', '3000', '3003020100', '30080201000403313233', `30180201000413${'31'.repeat(19)}`])('no serial in %s', (content) => {
    expect(() => serialOfTokenInfo(hex(content))).toThrow(expect.objectContaining({ code: 'tokenMalformedAnswer' }));
  });

  it('the first application that is one of PKCS#15', () => {
    const other = '61094F07A0000002471001';
    expect(applicationIn(hex(`${other}61104F0CE828BD080F014D6F636861515100`))).toMatchObject({ path: null });
    expect(applicationIn(hex(other))).toBeNull();
    expect(applicationIn(hex(''))).toBeNull();
    expect(applicationIn(hex('61144F0CA000000063504B43532D313551043F005015'))?.path).toEqual(hex('3F005015'));
    expect(applicationIn(hex('61134F0CA000000063504B43532D313551033F0050'))?.path).toBeNull();
  });
});
