import { CardShell } from './card/card-shell.ts';
import type { CardProfile } from './card/card-shell.ts';
import { SW_INS_NOT_SUPPORTED } from './card/status-word.ts';
import { getData, putData } from './piv/data-objects.ts';
import { generalAuthenticate } from './piv/general-authenticate.ts';
import { changeReferenceData, resetRetryCounter, verify } from './piv/pin-commands.ts';
import { freshPivSession } from './piv/piv-core.ts';
import type { PivSession } from './piv/piv-core.ts';
import type { PivState } from './piv/piv-state.ts';
import { select } from './piv/select.ts';
import { getSerial, getVersion } from './piv/yubico-commands.ts';

const INS_SELECT = 0xa4;
const INS_GENERAL_AUTHENTICATE = 0x87;

const PIV: CardProfile<PivState, PivSession> = {
  /** T=1 in TD1 and TD2, historical bytes "Clavis PIV": terminals know the card by its AID. */
  atr: '3B8A8131FE45436C6176697320504956CC',
  protocol: 'T=1',
  freshSession: freshPivSession,
  gate: (session, { ins }) => {
    // The signature key asks for a VERIFY right before, whatever comes between.
    if (ins !== INS_GENERAL_AUTHENTICATE) session.pinJustVerified = false;
    return session.selected || ins === INS_SELECT ? undefined : SW_INS_NOT_SUPPORTED;
  },
  handlers: new Map([
    [0x20, verify],
    [0x24, changeReferenceData],
    [0x2c, resetRetryCounter],
    [INS_GENERAL_AUTHENTICATE, generalAuthenticate],
    [INS_SELECT, select],
    [0xcb, getData],
    [0xdb, putData],
    [0xf8, getSerial],
    [0xfd, getVersion],
  ]),
};

/** A virtual PIV card (NIST SP 800-73-4). */
export class VirtualPivCard extends CardShell<PivState, PivSession> {
  readonly kind = 'piv';

  constructor(state: PivState) {
    super(PIV, state);
  }
}
