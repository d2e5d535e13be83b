import { createApduChannel } from '../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace } from '../../src-main/card/apdu/apdu-trace.ts';
import type { TokenSession } from '../../src-main/card/applets/token-session.ts';
import { recogniseToken } from '../../src-main/card/token/recognise-token.ts';
import { splitResponse } from '../../src-main/card/transport/pcsc-transport.ts';
import type { CardState } from '../../src-simulator/card-state.ts';
import { cardOf } from '../../src-simulator/card-of.ts';
import { personaliseGidsCard } from '../../src-simulator/personalise-gids-card.ts';
import { personalisePivCard } from '../../src-simulator/personalise-piv-card.ts';
import { hex, toHex } from './apdu-script.ts';
import { OLD_PIN, PUK, usableState } from './card-bench.ts';

/** One virtual card of each applet; `pkcs15` is the IAS-ECC card under an answer to reset that no row knows. */
export const FAMILY = ['ias-ecc', 'gids', 'piv', 'pkcs15'] as const;
export type FamilyName = (typeof FAMILY)[number];

export const GIDS_ADMIN_KEY = Uint8Array.from({ length: 24 }, (_, index) => 7 * index + 1);
export const GIDS_SERIAL = '4D53436172644964A0B0C0D0E0F00102';
export const PIV_GUID = '5B1E0C9A7D6F4A3B8C2D1E0F9A8B7C6D';
/** ASCII "482159": six digits, as PIV wants them. */
export const PIV_PIN = Uint8Array.from('482159', (digit) => digit.charCodeAt(0));
const UNKNOWN_ATR = hex('3B8F8001804F0CA000000306030001000000006A');
const HOLDER = { commonName: 'Camille Durand', organisation: 'Atelier Martin SARL', country: 'FR' };
const NOW = new Date('2026-11-23T09:00:00Z');

const made = new Map<FamilyName, Promise<CardState>>();

/** Its memory, with all tries left; made once, since keys take a while. */
export function familyState(name: FamilyName): Promise<CardState> {
  const known = made.get(name) ?? makeState(name);
  made.set(name, known);
  return known;
}

function makeState(name: FamilyName): Promise<CardState> {
  const common = { holder: HOLDER, label: 'Clé Clavis', pinBlocked: false, now: NOW };
  switch (name) {
    case 'ias-ecc':
    case 'pkcs15':
      return usableState();
    case 'gids':
      return personaliseGidsCard({ ...common, serial: GIDS_SERIAL, pin: OLD_PIN, adminKey: GIDS_ADMIN_KEY, keyVersion: 1 });
    case 'piv':
      return personalisePivCard({ ...common, guid: PIV_GUID, pin: PIV_PIN, puk: PUK, certificates: 2 });
  }
}

export interface FamilyCard {
  /** What was sent, hex. */
  readonly commands: readonly string[];
  readonly channel: ReturnType<typeof createApduChannel>;
  readonly atr: Uint8Array;
}

type Answer = (command: Uint8Array, real: () => Uint8Array, nth: number) => Uint8Array;

/** A channel to the card; `answer` may put its own words in place of the card's. */
export async function familyCard(name: FamilyName, answer: Answer = (_, real) => real()): Promise<FamilyCard> {
  const card = cardOf(await familyState(name));
  card.reset();
  const commands: string[] = [];
  const transport = {
    transmit: async (command: Uint8Array) => {
      commands.push(toHex(command));
      return splitResponse(answer(command, () => card.transmit(command), commands.length - 1));
    },
  };
  const channel = createApduChannel(transport, { protocol: card.protocol, trace: new ApduTrace(), clock: { monotonic: () => 0 } });
  return { commands, channel, atr: name === 'pkcs15' ? UNKNOWN_ATR : card.atr };
}

/** The session of an honest card of this family. */
export async function familySession(name: FamilyName): Promise<{ readonly card: FamilyCard; readonly session: TokenSession; readonly model: string }> {
  const card = await familyCard(name);
  const token = await recogniseToken(card.channel, card.atr);
  if (token === null) throw new Error(`${name} is not recognised`);
  return { card, ...token };
}

