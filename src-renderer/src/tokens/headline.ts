import type { AppView, TokenView } from '../../../src-shared/domain/views.ts';
import { isReadOnly } from './token-kind.ts';

interface Headline {
  readonly title:
    | 'tokens.titleBlocked'
    | 'tokens.titleReady'
    | 'tokens.titleReadOnly'
    | 'tokens.titleLastTry'
    | 'tokens.titleSeveral'
    | 'tokens.titleOther';
  readonly lead:
    | 'tokens.leadBlocked'
    | 'tokens.leadReady'
    | 'tokens.leadNoCertificate'
    | 'tokens.leadReadOnly'
    | 'tokens.leadLastTry'
    | 'tokens.leadSeveral'
    | 'tokens.leadOther'
    | 'tokens.leadReading'
    | null;
}

/** The state of the one token is the title of the page; several tokens speak for themselves. */
export function headlineOf(app: Pick<AppView, 'cardService' | 'tokens'>): Headline {
  const [token] = app.tokens;
  if (app.cardService !== 'ready' || token === undefined) return { title: 'tokens.titleSeveral', lead: null };
  if (app.tokens.length > 1) return { title: 'tokens.titleSeveral', lead: 'tokens.leadSeveral' };
  return headlineOfOne(token);
}

function headlineOfOne(token: TokenView): Headline {
  if (token.state === 'reading') return { title: 'tokens.titleOther', lead: 'tokens.leadReading' };
  if (token.state !== 'ready') return { title: 'tokens.titleOther', lead: 'tokens.leadOther' };
  if (isReadOnly(token)) return { title: 'tokens.titleReadOnly', lead: 'tokens.leadReadOnly' };
  if (token.blocked) return { title: 'tokens.titleBlocked', lead: 'tokens.leadBlocked' };
  if (token.pin.triesLeft === 1) return { title: 'tokens.titleLastTry', lead: 'tokens.leadLastTry' };
  return { title: 'tokens.titleReady', lead: token.certificates.length === 0 ? 'tokens.leadNoCertificate' : 'tokens.leadReady' };
}

/** The title says already that this token came in blocked or on its last try. */
export function headlineSays(app: Pick<AppView, 'cardService' | 'tokens'>, serial: string): boolean {
  const { title } = headlineOf(app);
  return (title === 'tokens.titleBlocked' || title === 'tokens.titleLastTry') && app.tokens[0]?.serial === serial;
}
