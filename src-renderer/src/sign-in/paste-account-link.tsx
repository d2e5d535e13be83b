import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LINK_MAX_LENGTH } from '../../../src-shared/links/unblock-link.ts';
import { parseAccountLink } from '../../../src-shared/links/account-link.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import styles from '../ui/form.module.css';
import { TextField } from '../ui/text-field.tsx';
import { useAccountProblem } from './use-account-problem.ts';
import { takeMailLink } from './take-mail-link.ts';

interface PasteAccountLinkProps {
  readonly primary: boolean;
}

/** Takes the code or the address of an account's mail. The text stays in the field: no state holds it. */
export function PasteAccountLink({ primary }: PasteAccountLinkProps) {
  const { t } = useTranslation();
  const verb = useVerb();
  const field = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<'missing' | 'shape' | null>(null);
  const onAction = useAccountProblem(verb, () => field.current?.focus());

  useEffect(() => {
    const shown = field.current;
    return () => {
      if (shown !== null) shown.value = '';
    };
  }, []);

  const submit = async () => {
    const text = field.current?.value ?? '';
    const now = text.trim() === '' ? 'missing' : parseAccountLink(text) === null ? 'shape' : null;
    setFault(now);
    if (now === null) await verb.run(() => takeMailLink(text));
    else field.current?.focus();
  };

  return (
    <form
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        label={t('signIn.pasteField')}
        inputRef={field}
        help={t('signIn.pasteHelp')}
        maxLength={LINK_MAX_LENGTH}
        error={fault === null ? null : fault === 'missing' ? t('signIn.pasteMissing') : t('signIn.pasteShape')}
        onEdit={() => setFault(null)}
        testId="account-link"
      />
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} without={['retry']} />}
      <div className={styles['buttons']}>
        <ActionButton type="submit" kind={primary ? 'primary' : 'secondary'} pending={verb.pending} testId="use-account-link">
          {t('signIn.pasteSubmit')}
        </ActionButton>
      </div>
    </form>
  );
}
