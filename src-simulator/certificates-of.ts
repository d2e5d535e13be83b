import { Buffer } from 'node:buffer';
import type { CardState } from './card-state.ts';
import { gidsCertificates } from './gids/gids-files.ts';
import { pivCertificates } from './piv/piv-objects.ts';

/** The certificates on a card, DER, in the order of its directory: what the issuer registers with the token. */
export function certificatesOf(state: CardState): readonly Uint8Array[] {
  switch (state.kind) {
    case 'ias-ecc':
      return state.files
        .filter((file) => file.parent === 'app' && file.id.startsWith('34'))
        .map((file) => Uint8Array.from(Buffer.from(file.content, 'base64')));
    case 'gids':
      return gidsCertificates(state);
    case 'piv':
      return pivCertificates(state);
  }
}
