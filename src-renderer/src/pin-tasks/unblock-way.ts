import type { TokenView } from '../../../src-shared/domain/views.ts';

/** How a blocked token is freed: the authority first, since it needs no code that may be lost; then the PUK; else a person. */
export type UnblockWay = 'authority' | 'puk' | 'office';

export function unblockWay(token: Pick<TokenView, 'abilities' | 'puk'>): UnblockWay {
  if (token.abilities.unblockByAuthority) return 'authority';
  return hasPuk(token) ? 'puk' : 'office';
}

/** The token has a PUK that this program may use and that still has tries. */
export function hasPuk(token: Pick<TokenView, 'abilities' | 'puk'>): boolean {
  return token.abilities.unblockByPuk && token.puk !== null && token.puk.triesLeft !== 0;
}
