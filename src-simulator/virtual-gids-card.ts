import { CardShell } from './card/card-shell.ts';
import type { CardProfile } from './card/card-shell.ts';
import { SW_INS_NOT_SUPPORTED } from './card/status-word.ts';
import { getData, putData } from './gids/data-objects.ts';
import { generalAuthenticate } from './gids/general-authenticate.ts';
import { freshGidsSession } from './gids/gids-core.ts';
import type { GidsSession } from './gids/gids-core.ts';
import type { GidsState } from './gids/gids-state.ts';
import { performSecurityOperation } from './gids/key-commands.ts';
import { activateFile, createFile } from './gids/life-cycle.ts';
import { changeReferenceData, resetRetryCounter, verify } from './gids/pin-commands.ts';
import { manageSecurityEnvironment } from './gids/security-environment.ts';
import { select } from './gids/select.ts';

const INS_SELECT = 0xa4;

const GIDS: CardProfile<GidsState, GidsSession> = {
  /** T=1 in TD1 and TD2, historical bytes "Clavis GIDS": terminals know the card by its AID. */
  atr: '3B8B8131FE45436C6176697320474944539B',
  protocol: 'T=1',
  freshSession: freshGidsSession,
  // Until the application is selected, a card manager would answer: it knows none of these commands.
  gate: (session, { ins }) => (session.selected || ins === INS_SELECT ? undefined : SW_INS_NOT_SUPPORTED),
  handlers: new Map([
    [0x20, verify],
    [0x22, manageSecurityEnvironment],
    [0x24, changeReferenceData],
    [0x2a, performSecurityOperation],
    [0x2c, resetRetryCounter],
    [0x44, activateFile],
    [0x87, generalAuthenticate],
    [INS_SELECT, select],
    [0xcb, getData],
    [0xdb, putData],
    [0xe0, createFile],
  ]),
};

/** A virtual card of Microsoft's Generic Identity Device Specification 2.0. */
export class VirtualGidsCard extends CardShell<GidsState, GidsSession> {
  readonly kind = 'gids';

  constructor(state: GidsState) {
    super(GIDS, state);
  }
}
