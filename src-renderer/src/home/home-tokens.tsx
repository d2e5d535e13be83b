import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppView } from '../../../src-shared/domain/views.ts';
import { TokenIdentity } from '../pin-tasks/token-identity.tsx';
import { UnblockButton } from '../pin-tasks/unblock-button.tsx';
import { goToSection } from '../store/navigate.ts';
import { isReadOnly } from '../tokens/token-kind.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import styles from './home-page.module.css';

/** What is plugged in, in short; a blocked token has its button here too, unless the page names it above. */
export function HomeTokens({ app, namedAbove }: { readonly app: AppView; readonly namedAbove: boolean }) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <Card labelledBy={title} testId="home-tokens">
      <div className={styles['head']}>
        <h2 id={title}>{t('home.tokens')}</h2>
        <ActionButton kind="quiet" onClick={() => goToSection('tokens')} testId="home-see-tokens">
          {t('home.tokensSee')}
        </ActionButton>
      </div>
      {app.tokens.length === 0 ? <p className={styles['soft']}>{t('home.tokensNone')}</p> : null}
      {app.tokens.map((token) => (
        <div key={token.readerId} className={styles['token']}>
          <TokenIdentity token={token} counter={token.state === 'ready' && !isReadOnly(token) ? { of: 'pin', value: token.pin } : null} />
          {token.state === 'ready' && token.blocked && !namedAbove ? <UnblockButton token={token} primary /> : null}
        </div>
      ))}
    </Card>
  );
}
