import { IconCheck, IconX } from '@tabler/icons-react';
import { VisuallyHidden } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { Card } from '../ui/card.tsx';
import { isReadOnly } from './token-kind.ts';
import styles from './what-works.module.css';

/** What the token can do now. */
export function WhatWorks({ token }: { readonly token: TokenView }) {
  const { t } = useTranslation();
  const title = useId();
  const lines = [
    { words: t('tokens.worksRead'), works: true },
    // What another program can do with a token that is only read here is not ours to say.
    isReadOnly(token) ? { words: t('tokens.worksNoPin'), works: false } : { words: token.blocked ? t('tokens.worksNotSign') : t('tokens.worksSign'), works: !token.blocked },
  ];
  return (
    <Card labelledBy={title}>
      <h2 id={title}>{t('tokens.worksStill')}</h2>
      <ul className={styles['list']}>
        {lines.map(({ words, works }) => (
          <li key={words}>
            {works ? <IconCheck size={18} stroke={2} aria-hidden className={styles['yes'] ?? ''} /> : <IconX size={18} stroke={2} aria-hidden className={styles['no'] ?? ''} />}
            <span>
              {words}
              <VisuallyHidden>: {works ? t('tokens.worksYes') : t('tokens.worksNo')}</VisuallyHidden>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
