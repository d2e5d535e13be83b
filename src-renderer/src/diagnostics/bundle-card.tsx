import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { SavedLine } from '../ui/saved-line.tsx';
import styles from './bundle-card.module.css';

/** The file for who helps: seen whole before it is saved, and saved as it was seen. */
export function BundleCard() {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const [text, setText] = useState<string | null>(null);
  const [saved, setSaved] = useState<boolean | null>(null);

  const preview = async () => {
    const reply = await verb.run(() => clavis.diagnostics.preview());
    if (reply?.ok) setText(reply.value.text);
  };
  const save = async () => {
    const reply = await verb.run(() => clavis.diagnostics.save());
    if (reply?.ok) setSaved(reply.value.saved);
  };

  return (
    <Card labelledBy={title} testId="bundle">
      <h2 id={title}>{t('diagnosis.bundle')}</h2>
      <p className={styles['text']}>{t('diagnosis.bundleText')}</p>
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
      {text === null ? null : (
        // Scrolls, so it takes focus: without it a keyboard could not read to its end.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles['preview']} tabIndex={0} role="region" aria-label={t('diagnosis.preview')} data-testid="bundle-text">
          {text}
        </pre>
      )}
      <div className={styles['actions']}>
        {text === null ? (
          <ActionButton onClick={() => void preview()} pending={verb.pending} testId="bundle-preview">
            {t('diagnosis.seeBundle')}
          </ActionButton>
        ) : (
          <ActionButton kind="primary" onClick={() => void save()} pending={verb.pending} testId="bundle-save">
            {t('diagnosis.saveBundle')}
          </ActionButton>
        )}
        <SavedLine saved={saved} yes={t('diagnosis.bundleSaved')} no={t('diagnosis.bundleNotSaved')} testId="bundle-state" />
      </div>
    </Card>
  );
}
