import { createApduChannel, type ApduChannel } from '../../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace } from '../../../src-main/card/apdu/apdu-trace.ts';
import { RESPONSE_ROUNDS_MAX } from '../../../src-main/card/apdu/get-response.ts';
import { SecretBytes } from '../../../src-main/card/apdu/secret-bytes.ts';
import { openGidsSession } from '../../../src-main/card/applets/gids/gids-session.ts';
import { openPivSession } from '../../../src-main/card/applets/piv/piv-session.ts';
import { PKCS15_AID } from '../../../src-main/card/applets/pkcs15/find-application.ts';
import { CERTIFICATE_COMMANDS_MAX } from '../../../src-main/card/applets/pkcs15/pkcs15-directories.ts';
import { openPkcs15Session } from '../../../src-main/card/applets/pkcs15/pkcs15-session.ts';
import type { TokenSession } from '../../../src-main/card/applets/token-session.ts';
import { recogniseToken } from '../../../src-main/card/token/recognise-token.ts';
import { profileOf } from '../../../src-main/card/token/token-profiles.ts';
import { splitResponse } from '../../../src-main/card/transport/pcsc-transport.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { hex, KNOWN_ATR, toHex } from '../../support/apdu-script.ts';
import type { FamilyName } from '../../support/card-family.ts';

/** An entry of eight bytes that no other verb sends; the bodies of one verb differ from each other. */
const entry = (filler: number): SecretBytes => new SecretBytes(new Uint8Array(8).fill(filler));

/** Everything a session can be asked; undefined where a token has no such verb. */
export const VERBS: Readonly<Record<string, (session: TokenSession) => Promise<unknown> | undefined>> = {
  select: (session) => session.select(),
  readSerial: (session) => session.readSerial(),
  readCounter: (session) => session.readCounter(),
  readCertificates: (session) => session.readCertificates(),
  verify: (session) => session.pin?.verify(entry(0x31)),
  change: (session) => session.pin?.change(entry(0x31), entry(0x32)),
  pukCounter: (session) => session.puk?.readCounter(),
  puk: (session) => (session.puk?.presented === 'before' ? session.puk.verify(entry(0x33)) : session.puk?.reset(entry(0x33), entry(0x32))),
  pukReset: (session) => (session.puk?.presented === 'before' ? session.puk.reset(entry(0x32)) : undefined),
  requestChallenge: (session) => session.admin?.requestChallenge(),
  authenticate: (session) => session.admin?.authenticate(entry(0x34)),
  resetPin: (session) => session.admin?.resetPin(entry(0x32)),
};

export function sessionOf(name: FamilyName, channel: ApduChannel): TokenSession {
  switch (name) {
    case 'ias-ecc': {
      const profile = profileOf(hex(KNOWN_ATR));
      if (profile === null) throw new Error('no profile');
      return profile.open(channel);
    }
    case 'gids':
      return openGidsSession(channel);
    case 'piv':
      return openPivSession(channel, 'chuid');
    case 'pkcs15':
      return openPkcs15Session(channel, { aid: PKCS15_AID, path: null });
  }
}

export interface Play {
  readonly commands: readonly string[];
  /** Null where the verb gave a value. */
  readonly thrown: unknown;
}

/** Plays one verb, or recognition, against whatever answers. */
export async function play(name: FamilyName | 'recognise', verb: string, answer: (command: Uint8Array, nth: number) => Uint8Array): Promise<Play> {
  const commands: string[] = [];
  const transport = {
    transmit: async (command: Uint8Array) => {
      commands.push(toHex(command));
      return splitResponse(answer(command, commands.length - 1));
    },
  };
  const protocol = name === 'ias-ecc' ? 'T=0' : 'T=1';
  const channel = createApduChannel(transport, { protocol, trace: new ApduTrace(), clock: { monotonic: () => 0 } });
  try {
    if (name === 'recognise') await recogniseToken(channel, hex('3B8F8001'));
    else await VERBS[verb]?.(sessionOf(name, channel));
    return { commands, thrown: null };
  } catch (error) {
    return { commands, thrown: error };
  }
}

/** What one command may cost: itself, a corrected length, and as many parts, each corrected. */
const EXCHANGES_A_COMMAND = 2 + 2 * RESPONSE_ROUNDS_MAX;
/** Commands of the longest verb beside the walk through files, which has its own limit. */
const EXCHANGES_MAX = { readCertificates: CERTIFICATE_COMMANDS_MAX * EXCHANGES_A_COMMAND, other: 50 * EXCHANGES_A_COMMAND };

/** A body of VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, EXTERNAL AUTHENTICATE, or of a GENERAL AUTHENTICATE that answers. */
const secretsIn = (commands: readonly string[]): readonly string[] =>
  commands.filter((command) => command.length > 10 && (/^..(?:20|24|2C|82)/u.test(command) || /^..870000(?!04)/u.test(command)));

/** What must hold of every play. @throws Error saying what does not */
export function judge(verb: string, { commands, thrown }: Play): void {
  if (thrown !== null && !(thrown instanceof AppError)) throw new Error(`${verb} threw something else`, { cause: thrown });
  if (thrown instanceof AppError && thrown.code === 'internal') throw new Error(`${verb} is a bug`, { cause: thrown });
  const most = verb === 'readCertificates' ? EXCHANGES_MAX.readCertificates : EXCHANGES_MAX.other;
  if (commands.length > most) throw new Error(`${verb} took ${commands.length} exchanges`);
  const secrets = secretsIn(commands);
  if (secrets.length > 1) throw new Error(`${verb} sent ${secrets.length} secrets`);
  if (secrets.length === 1 && commands.length > 1) throw new Error(`${verb} sent more than its secret`);
}
