import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { OfficeLine } from '../problems/office-line.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import styles from './token-trouble.module.css';

/** A token that is there and cannot be used: what happened and what to do. */
export function TokenTrouble({ token }: { readonly token: TokenView }) {
  const { t } = useTranslation();
  const verb = useVerb();
  if (token.state === 'ready' || token.state === 'reading') return null;
  return (
    <div className={styles['trouble']} role="status">
      {token.holder === null ? null : <p className={styles['title']}>{t(`service.${token.state}.title`)}</p>}
      <p className={styles['text']}>{t(`service.${token.state}.text`)}</p>
      {token.state === 'unknownCard' ? (
        <>
          <OfficeLine />
          <div className={styles['action']}>
            <ActionButton onClick={() => void verb.run(() => clavis.app.openLink({ target: 'office' }))} testId="contact-office">
              {t('service.unknownCard.action')}
            </ActionButton>
          </div>
        </>
      ) : null}
    </div>
  );
}
