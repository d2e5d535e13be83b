import type { TokenView } from '../../../src-shared/domain/views.ts';

/** Of several tokens, the one whose card was opened. */
export interface ChosenToken {
  readonly readerId: string;
  readonly serial: string | null;
}

/**
 * The token to open: the chosen one wherever it is plugged in; while it is being read, whatever is in its reader; else the first that
 * is blocked or near it; else the first.
 */
export function chooseToken(tokens: readonly TokenView[], chosen: ChosenToken | null): TokenView | undefined {
  const sameSerial = chosen === null || chosen.serial === null ? undefined : tokens.find((token) => token.serial === chosen.serial);
  const sameReader = chosen === null ? undefined : tokens.find((token) => token.readerId === chosen.readerId && (token.serial === null || chosen.serial === null));
  const urgent = (test: (token: TokenView) => boolean) => tokens.find((token) => token.state === 'ready' && test(token));
  return sameSerial ?? sameReader ?? urgent((token) => token.blocked) ?? urgent((token) => token.pin.triesLeft === 1) ?? tokens[0];
}
