import type { CardKind, CardState } from './card-state.ts';

/** A card of any kind, as readers, slots and state files see it. */
export interface SimulatedCard {
  readonly kind: CardKind;
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1';
  transmit(command: Uint8Array): Uint8Array;
  reset(): void;
  powerOff(): void;
  state(): CardState;
  onStateChange(listener: (state: CardState) => void): () => void;
}
