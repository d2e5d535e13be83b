import { useTranslation } from 'react-i18next';
import type { AppView, TokenView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { useVerb } from '../store/use-verb.ts';
import { Page } from '../ui/page.tsx';
import { ResumeBanner } from './resume-banner.tsx';
import { ServiceStatePanel } from './service-state-panel.tsx';
import { TokenPanel } from './token-panel.tsx';
import { VirtualReaders } from './virtual-readers.tsx';

/** Home: each token with its state, and the one thing to do about it. */
export function TokensPage() {
  const app = useClavisStore((state) => state.app);
  const { t } = useTranslation();
  const verb = useVerb();
  if (app === null) return null;
  const refresh = () => void verb.run(() => clavis.tokens.refresh());
  const headline = headlineOf(app);
  // A virtual token that is out has its own button below, and that is the one to press.
  const virtualOut = app.readers.some((reader) => reader.virtual && !reader.tokenPresent);
  return (
    <Page name="tokens" title={t(headline.title)} {...(headline.lead === null ? {} : { lead: t(headline.lead) })}>
      {app.resumable === null ? null : <ResumeBanner resumable={app.resumable} />}
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={refresh} pending={verb.pending} />}
      {app.cardService === 'ready' && app.tokens.length > 0 ? (
        app.tokens.map((token) => (
          <TokenPanel
            key={token.readerId}
            token={token}
            alone={app.tokens.length === 1}
            resumable={app.resumable !== null && app.resumable.serial === token.serial}
            onRefresh={refresh}
          />
        ))
      ) : (
        <ServiceStatePanel state={app.cardService === 'ready' ? 'noToken' : app.cardService} onRefresh={refresh} pending={verb.pending} primary={!virtualOut} />
      )}
      <VirtualReaders readers={app.readers} primary />
    </Page>
  );
}

type Headline = {
  readonly title: 'tokens.titleBlocked' | 'tokens.titleReady' | 'tokens.titleLastTry' | 'tokens.titleSeveral' | 'tokens.titleOther';
  readonly lead: 'tokens.leadBlocked' | 'tokens.leadReady' | 'tokens.leadLastTry' | 'tokens.leadSeveral' | 'tokens.leadOther' | 'tokens.leadReading' | null;
};

/** The state of the one token is the title of the page; several tokens speak for themselves. */
function headlineOf(app: AppView): Headline {
  const [token] = app.tokens;
  if (app.cardService !== 'ready' || token === undefined) return { title: 'tokens.titleSeveral', lead: null };
  if (app.tokens.length > 1) return { title: 'tokens.titleSeveral', lead: 'tokens.leadSeveral' };
  return headlineOfOne(token);
}

function headlineOfOne(token: TokenView): Headline {
  if (token.state === 'reading') return { title: 'tokens.titleOther', lead: 'tokens.leadReading' };
  if (token.state !== 'ready') return { title: 'tokens.titleOther', lead: 'tokens.leadOther' };
  if (token.blocked) return { title: 'tokens.titleBlocked', lead: 'tokens.leadBlocked' };
  if (token.pin.triesLeft === 1) return { title: 'tokens.titleLastTry', lead: 'tokens.leadLastTry' };
  return { title: 'tokens.titleReady', lead: 'tokens.leadReady' };
}
