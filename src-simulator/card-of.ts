import type { CardState } from './card-state.ts';
import type { SimulatedCard } from './simulated-card.ts';
import { VirtualCard } from './virtual-card.ts';
import { VirtualGidsCard } from './virtual-gids-card.ts';
import { VirtualPivCard } from './virtual-piv-card.ts';

/** The card that has this memory. */
export function cardOf(state: CardState): SimulatedCard {
  switch (state.kind) {
    case 'ias-ecc':
      return new VirtualCard(state);
    case 'gids':
      return new VirtualGidsCard(state);
    case 'piv':
      return new VirtualPivCard(state);
  }
}
