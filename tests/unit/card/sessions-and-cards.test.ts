import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApduChannel } from '../../../src-main/card/apdu/apdu-channel.ts';
import type { CommandApdu } from '../../../src-main/card/apdu/command-apdu.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { openGidsSession } from '../../../src-main/card/applets/gids/gids-session.ts';
import { openPivSession } from '../../../src-main/card/applets/piv/piv-session.ts';
import type { AdminVerbs, PinVerbs, PukVerbs } from '../../../src-main/card/applets/token-session.ts';
import { SERIAL_PATTERN } from '../../../src-shared/domain/serial.ts';
import { NEW_PIN, OLD_PIN, PUK, SERIAL, WRONG_PIN } from '../../support/card-bench.ts';
import { FAMILY, familySession, GIDS_ADMIN_KEY, GIDS_SERIAL, PIV_GUID, PIV_PIN, type FamilyName } from '../../support/card-family.ts';

/** Sessions against the virtual cards, which follow the same specifications and were written apart. */
const verbsOf = <V>(verbs: V | null): V => {
  if (verbs === null) throw new Error('this token has no such verbs');
  return verbs;
};
const block = (verbs: PinVerbs | PukVerbs, entry: Uint8Array): SecretBytes => verbs.pad(new SecretBytes(entry));
const OTHER_PIN = Uint8Array.from('735160', (digit) => digit.charCodeAt(0));
const FALSE_PIN = Uint8Array.from('902613', (digit) => digit.charCodeAt(0));

describe.each(FAMILY)('%s', (name) => {
  it('is recognised, and tells serial and certificates', async () => {
    const { session, model } = await familySession(name);
    expect(session.profile).toBe(name);
    expect(model).toBe({ 'ias-ecc': 'IAS-ECC', gids: 'GIDS', piv: 'PIV', pkcs15: 'PKCS#15' }[name]);
    await session.select();
    const serial = await session.readSerial();
    expect(serial).toMatch(SERIAL_PATTERN);
    // The one this card was made with; a PKCS#15 token has its own in TokenInfo.
    expect(serial).toBe({ 'ias-ecc': SERIAL, gids: GIDS_SERIAL, piv: PIV_GUID, pkcs15: serial }[name]);
    const certificates = await session.readCertificates();
    expect(certificates.map(({ subject }) => subject)).toEqual(['Camille Durand', 'Camille Durand']);
    await session.select();
    expect(await session.readSerial()).toBe(serial);
  });
});

const ENTRIES: Readonly<Record<Exclude<FamilyName, 'pkcs15'>, readonly [right: Uint8Array, wrong: Uint8Array, next: Uint8Array, max: number | null]>> = {
  'ias-ecc': [OLD_PIN, WRONG_PIN, NEW_PIN, 3],
  gids: [OLD_PIN, FALSE_PIN, OTHER_PIN, 3],
  piv: [PIV_PIN, FALSE_PIN, OTHER_PIN, null],
};

describe.each(['ias-ecc', 'gids', 'piv'] as const)('PIN of %s', (name) => {
  const [right, wrong, next, triesMax] = ENTRIES[name];

  it('counts before and after, verifies, changes, blocks', async () => {
    const { session } = await familySession(name);
    await session.select();
    const pin = verbsOf(session.pin);
    expect(await session.readCounter()).toEqual({ triesLeft: 3, triesMax });
    expect(await session.readCounter()).toEqual({ triesLeft: 3, triesMax });
    expect(await pin.verify(block(pin, wrong))).toEqual({ kind: 'wrong', triesLeft: 2 });
    expect(await session.readCounter()).toEqual({ triesLeft: 2, triesMax });
    expect(await pin.verify(block(pin, right))).toEqual({ kind: 'ok' });
    expect(await pin.change(block(pin, right), block(pin, next))).toEqual({ kind: 'ok' });
    await session.select();
    expect(await pin.change(block(pin, right), block(pin, next))).toEqual({ kind: 'wrong', triesLeft: 2 });
    expect(await pin.verify(block(pin, next))).toEqual({ kind: 'ok' });
    await session.select();
    for (const expected of [{ kind: 'wrong', triesLeft: 2 }, { kind: 'wrong', triesLeft: 1 }, { kind: 'blocked' }, { kind: 'blocked' }]) {
      expect(await pin.verify(block(pin, wrong))).toEqual(expected);
    }
    expect((await session.readCounter()).triesLeft).toBe(0);
  });
});

describe('unblock', () => {
  it.each(['ias-ecc', 'piv'] as const)('%s by PUK', async (name) => {
    const { session } = await familySession(name);
    const [right, wrong, next] = ENTRIES[name];
    await session.select();
    const [pin, puk] = [verbsOf(session.pin), verbsOf(session.puk)];
    for (let tries = 0; tries < 3; tries++) await pin.verify(block(pin, wrong));
    expect(await pin.verify(block(pin, right))).toEqual({ kind: 'blocked' });
    const wrongPuk = PUK.toReversed();
    const present = async (entry: Uint8Array) => {
      if (puk.presented === 'within') return puk.reset(block(puk, entry), block(pin, next));
      const verdict = await puk.verify(block(puk, entry));
      expect(await session.readSerial()).toBe(SERIAL);
      return verdict.kind === 'ok' ? puk.reset(block(pin, next)) : verdict;
    };
    expect((await present(wrongPuk)).kind).toBe('wrong');
    expect(await present(PUK)).toEqual({ kind: 'ok' });
    expect((await session.readCounter()).triesLeft).toBe(3);
    expect(await pin.verify(block(pin, next))).toEqual({ kind: 'ok' });
  });

  const responseTo = (challenge: Uint8Array): SecretBytes => {
    const cipher = createCipheriv('des-ede3', GIDS_ADMIN_KEY, null).setAutoPadding(false);
    return new SecretBytes(Buffer.concat([cipher.update(challenge), cipher.final()]));
  };

  it('GIDS by challenge and response, the serial and the counter read in between', async () => {
    const { session, card } = await familySession('gids');
    await session.select();
    const [pin, admin] = [verbsOf(session.pin), verbsOf<AdminVerbs>(session.admin)];
    for (let tries = 0; tries < 3; tries++) await pin.verify(block(pin, FALSE_PIN));
    const challenge = await admin.requestChallenge();
    expect(await session.readSerial()).toBe(GIDS_SERIAL);
    expect((await session.readCounter()).triesLeft).toBe(0);
    const response = responseTo(challenge);
    admin.checkCryptogram(response);
    expect(await admin.authenticate(response)).toBe('ok');
    expect(await session.readSerial()).toBe(GIDS_SERIAL);
    expect(await admin.resetPin(block(pin, OTHER_PIN))).toEqual({ kind: 'ok' });
    expect(await session.readCounter()).toEqual({ triesLeft: 3, triesMax: 3 });
    expect(await pin.verify(block(pin, OTHER_PIN))).toEqual({ kind: 'ok' });
    expect(card.commands.filter((command) => command.startsWith('008700000C'))).toHaveLength(1);
  });

  it('GIDS: a wrong response is refused, a second one finds no challenge, a SELECT voids one', async () => {
    const { session } = await familySession('gids');
    await session.select();
    const admin = verbsOf<AdminVerbs>(session.admin);
    const challenge = await admin.requestChallenge();
    expect(await admin.authenticate(responseTo(challenge.toReversed()))).toBe('refused');
    expect(await admin.authenticate(responseTo(challenge))).toBe('challengeVoid');
    const next = await admin.requestChallenge();
    await session.select();
    expect(await admin.authenticate(responseTo(next))).toBe('challengeVoid');
    expect(await admin.resetPin(new SecretBytes(NEW_PIN))).toEqual({ kind: 'refused', sw: '6982' });
  });
});

describe('bodies made of parts', () => {
  /** A channel that keeps each command that it was given, and answers 9000. */
  const keeping = () => {
    const commands: CommandApdu[] = [];
    const channel: ApduChannel = {
      run: async (command, input) => {
        commands.push(command.build(input));
        return command.parse({ data: new Uint8Array(0), sw: 0x9000 }, input);
      },
    };
    return { channel, commands };
  };
  const bodies = (commands: readonly CommandApdu[]) =>
    commands.flatMap((command) => (command.kind === 'secret' ? [command.body.lend((bytes) => bytes.every((byte) => byte === 0))] : []));

  it('are overwritten once they were sent', async () => {
    const { channel, commands } = keeping();
    const [gids, piv] = [openGidsSession(channel), openPivSession(channel, 'chuid')];
    const entry = new SecretBytes(OTHER_PIN);
    await gids.pin?.change(entry, entry);
    await gids.admin?.authenticate(new SecretBytes(PUK));
    await piv.pin?.change(entry, entry);
    if (piv.puk?.presented === 'within') await piv.puk.reset(entry, entry);
    expect(bodies(commands)).toEqual([true, true, true, true]);
    // The parts are the caller's.
    expect(entry.lend((bytes) => [...bytes])).toEqual([...OTHER_PIN]);
  });
});
