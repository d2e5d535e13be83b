import { CardShell } from './card/card-shell.ts';
import type { CardProfile } from './card/card-shell.ts';
import { externalAuthenticate, getChallenge } from './ias-ecc/admin-commands.ts';
import { readBinary, select } from './ias-ecc/file-commands.ts';
import { freshIasEccSession } from './ias-ecc/ias-ecc-core.ts';
import type { IasEccSession } from './ias-ecc/ias-ecc-core.ts';
import type { IasEccState } from './ias-ecc/ias-ecc-state.ts';
import { internalAuthenticate, performSecurityOperation } from './ias-ecc/key-commands.ts';
import { changeReferenceData, resetRetryCounter, verify } from './ias-ecc/pin-commands.ts';
import { getData } from './ias-ecc/security-data-objects.ts';
import { manageSecurityEnvironment } from './ias-ecc/security-environment.ts';

const IAS_ECC: CardProfile<IasEccState, IasEccSession> = {
  /** Gemalto's; it announces no protocol byte TD1, so the card is T=0. */
  atr: '3B7F9600000031B8644070141073940180829000',
  protocol: 'T=0',
  freshSession: freshIasEccSession,
  handlers: new Map([
    [0x20, verify],
    [0x22, manageSecurityEnvironment],
    [0x24, changeReferenceData],
    [0x2a, performSecurityOperation],
    [0x2c, resetRetryCounter],
    [0x82, externalAuthenticate],
    [0x84, getChallenge],
    [0x88, internalAuthenticate],
    [0xa4, select],
    [0xb0, readBinary],
    [0xcb, getData],
  ]),
};

/** A virtual IAS-ECC card. */
export class VirtualCard extends CardShell<IasEccState, IasEccSession> {
  readonly kind = 'ias-ecc';

  constructor(state: IasEccState) {
    super(IAS_ECC, state);
  }
}
