import { Buffer } from 'node:buffer';
import type { CardState } from './card-state.ts';

/** The certificates on a card, DER, as the files of its CDF hold them (3401, 3402 …): what the issuer registers with the token. */
export function certificatesOf(state: CardState): readonly Uint8Array[] {
  return state.files
    .filter((file) => file.parent === 'app' && file.id.startsWith('34'))
    .map((file) => Uint8Array.from(Buffer.from(file.content, 'base64')));
}
