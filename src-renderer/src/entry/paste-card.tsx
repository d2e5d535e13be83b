import { TextInput } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { closeEntry } from '../store/navigate.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import fieldStyles from '../ui/field.module.css';
import styles from './entry-cards.module.css';
import { judgeLink, type LinkVerdict } from './judge-link.ts';

/** Takes the code or the address of a mail. The text stays in the field: no state holds it. */
export function PasteCard({ takeFocus }: { readonly takeFocus: boolean }) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const field = useRef<HTMLInputElement>(null);
  const [verdict, setVerdict] = useState<LinkVerdict>({ kind: 'empty' });
  const [submitted, setSubmitted] = useState(false);

  useEffect(() => {
    if (takeFocus) field.current?.focus();
  }, [takeFocus]);

  const submit = async () => {
    setSubmitted(true);
    const text = field.current?.value ?? '';
    if (judgeLink(text).kind !== 'ok') {
      field.current?.focus();
      return;
    }
    const reply = await verb.run(() => clavis.unblock.pasteLink({ text }));
    if (!reply?.ok) return;
    if (field.current !== null) field.current.value = '';
    closeEntry();
  };

  const sentence = {
    empty: () => (submitted ? t('entry.fieldEmpty') : null),
    ok: () => null,
    shape: () => t('entry.fieldShape'),
    tooShort: (count: number) => t('entry.fieldTooShort', { count }),
    tooLong: (count: number) => t('entry.fieldTooLong', { count }),
  } as const;
  const error = verdict.kind === 'tooShort' || verdict.kind === 'tooLong' ? sentence[verdict.kind](verdict.count) : sentence[verdict.kind]();

  return (
    <Card labelledBy={title}>
      <form
        className={styles['card']}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id={title}>{t('entry.pasteTitle')}</h2>
        <p className={styles['text']}>{t('entry.pasteText')}</p>
        <TextInput
          ref={field}
          label={t('entry.field')}
          description={verdict.kind === 'ok' ? t('entry.fieldOk') : t('entry.fieldHelp')}
          error={error}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="off"
          spellCheck={false}
          classNames={{
            label: fieldStyles['label'] ?? '',
            input: fieldStyles['input'] ?? '',
            description: verdict.kind === 'ok' ? `${fieldStyles['help']} ${fieldStyles['good']}` : (fieldStyles['help'] ?? ''),
            error: fieldStyles['error'] ?? '',
          }}
          onChange={(event) => setVerdict(judgeLink(event.currentTarget.value))}
          data-testid="link-field"
        />
        {verb.problem === null ? null : (
          <ProblemCard
            problem={verb.problem}
            onAction={(action) => {
              verb.clear();
              if (action === 'contactOffice') void clavis.app.openLink({ target: 'office' });
              field.current?.focus();
            }}
          />
        )}
        <div className={styles['buttons']}>
          <ActionButton type="submit" kind={takeFocus ? 'primary' : 'secondary'} pending={verb.pending} testId="paste-link">
            {t('entry.paste')}
          </ActionButton>
        </div>
      </form>
    </Card>
  );
}
