import { VisuallyHidden } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { useVerb } from '../store/use-verb.ts';
import { Page } from '../ui/page.tsx';
import { chooseToken } from './choose-token.ts';
import { headlineOf } from './headline.ts';
import { ReadersNotice } from './readers-notice.tsx';
import { ResumeBanner } from './resume-banner.tsx';
import { ServiceStatePanel } from './service-state-panel.tsx';
import { TokenList } from './token-list.tsx';
import { TokenPanel } from './token-panel.tsx';
import { useSettled } from './use-settled.ts';
import { VirtualReaders } from './virtual-readers.tsx';

/** Home: each token with its state, and the one thing to do about it. */
export function TokensPage() {
  const app = useClavisStore((state) => state.app);
  return app === null ? null : <Home app={app} />;
}

function Home({ app: latest }: { readonly app: AppView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const app = useSettled(latest);
  const chosen = useClavisStore((state) => state.chosen);
  const token = chooseToken(app.tokens, chosen);
  const readerId = token?.readerId;
  const serial = token?.serial ?? null;

  // What is open stays open: a token that comes later does not take the place of the one somebody is about to act on.
  useEffect(() => {
    if (readerId !== undefined) useClavisStore.setState({ chosen: { readerId, serial } });
  }, [readerId, serial]);

  const refresh = () => void verb.run(() => clavis.tokens.refresh());
  const headline = headlineOf(app);
  const lead = headline.lead === null ? {} : { lead: t(headline.lead) };
  const several = app.tokens.length > 1;
  // A virtual token that is out has its own button below, and that is the one to press.
  const virtualOut = app.readers.some((reader) => reader.virtual && !reader.tokenPresent);
  return (
    <Page name="tokens" title={t(headline.title)} {...lead}>
      <VisuallyHidden aria-live="polite" data-testid="headline">
        {t(headline.title)}
      </VisuallyHidden>
      {app.resumable === null ? null : <ResumeBanner resumable={app.resumable} />}
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={refresh} pending={verb.pending} />}
      {app.cardService === 'ready' && token !== undefined ? (
        <>
          {several ? <TokenList tokens={app.tokens} chosen={token} /> : null}
          <TokenPanel key={token.readerId} token={token} resumable={app.resumable !== null && app.resumable.serial === token.serial} onRefresh={refresh} />
        </>
      ) : (
        <ServiceStatePanel
          state={app.cardService === 'ready' ? 'noToken' : app.cardService}
          problem={app.cardServiceProblem}
          onRefresh={refresh}
          pending={verb.pending}
          primary={!virtualOut}
        />
      )}
      {app.cardService !== 'noService' && app.cardServiceProblem !== null ? <ReadersNotice problem={app.cardServiceProblem} /> : null}
      <VirtualReaders readers={app.readers} primary={app.cardService !== 'ready'} />
    </Page>
  );
}
