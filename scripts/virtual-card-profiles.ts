import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { CardKind, CardState } from '../src-simulator/card-state.ts';
import { personaliseCard } from '../src-simulator/personalise-card.ts';
import { blankGidsCard, personaliseGidsCard } from '../src-simulator/personalise-gids-card.ts';
import { personalisePivCard } from '../src-simulator/personalise-piv-card.ts';

/** Codes of a new card that nobody chose. */
export const PROFILE_DEFAULTS: Readonly<Record<CardKind, { readonly pin: string; readonly puk: string | null }>> = {
  'ias-ecc': { pin: '4821', puk: '75319024' },
  gids: { pin: '482175', puk: null },
  piv: { pin: '482175', puk: '75319024' },
};

export interface FreshCardOptions {
  readonly pin: string | undefined;
  readonly puk: string | undefined;
  /** Upper-case hex. */
  readonly serial: string | undefined;
  readonly certificates: number | undefined;
  /** GIDS only: as it leaves the factory. */
  readonly blank: boolean;
  readonly pinBlocked: boolean;
}

/** @throws Error in French on a name that is no profile. */
export function parseProfile(name: string): CardKind {
  if (name === 'ias-ecc' || name === 'gids' || name === 'piv') return name;
  throw new Error(`--profile ${name} : ias-ecc, gids ou piv`);
}

/** A new card with admin keys drawn at random. @throws on options this kind of card has not. */
export async function freshVirtualCard(kind: CardKind, options: FreshCardOptions): Promise<CardState> {
  const { blank, serial, certificates } = options;
  if (blank && kind !== 'gids') throw new Error('--blank ne vaut que pour --profile gids');
  if (kind === 'gids' && options.puk !== undefined) throw new Error('une carte GIDS n’a pas de code PUK');
  if (kind === 'gids' && certificates !== undefined) throw new Error('une carte GIDS a toujours deux certificats');
  if (blank) return blankGidsCard();
  const common = {
    holder: { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' },
    label: 'Carte virtuelle Clavis',
    pin: Buffer.from(options.pin ?? PROFILE_DEFAULTS[kind].pin, 'latin1'),
    pinBlocked: options.pinBlocked,
    now: new Date(),
    ...(certificates === undefined ? {} : { certificates }),
  };
  const puk = Buffer.from(options.puk ?? PROFILE_DEFAULTS[kind].puk ?? '', 'latin1');
  switch (kind) {
    case 'ias-ecc':
      return personaliseCard({
        ...common,
        serial: serial ?? `8025${randomHex(6)}`,
        puk,
        admin: { enc: randomBytes(16), mac: randomBytes(16) },
        keyVersion: 1,
      });
    case 'gids':
      return personaliseGidsCard({ ...common, label: 'Clavis virtuelle', serial: serial ?? randomHex(16), adminKey: randomBytes(24), keyVersion: 1 });
    case 'piv':
      return personalisePivCard({ ...common, guid: serial ?? randomHex(16), puk });
  }
}

/** The admin key in hexadecimal: ENC || MAC of an IAS-ECC card, the one key of the others. */
export function adminKeyOf(state: CardState): string {
  const parts = state.kind === 'ias-ecc' ? [state.admin.enc, state.admin.mac] : [state.admin.key];
  return parts.map((part) => Buffer.from(part, 'base64').toString('hex').toUpperCase()).join('');
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex').toUpperCase();
}
