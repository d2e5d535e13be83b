import { useId } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Card } from '../ui/card.tsx';
import styles from './what-happens.module.css';

/** The four things an unblock is made of, before anyone starts one. */
export function WhatHappens() {
  const { t } = useTranslation();
  const title = useId();
  return (
    <Card labelledBy={title}>
      <h2 id={title}>{t('tokens.whatHappens')}</h2>
      <ol className={styles['list']}>
        <li>
          <Trans i18nKey="tokens.happensLink" components={{ b: <b /> }} />
        </li>
        <li>{t('tokens.happensPin')}</li>
        <li>
          <Trans i18nKey="tokens.happensAnswers" components={{ b: <b /> }} />
        </li>
        <li>{t('tokens.happensDone')}</li>
      </ol>
    </Card>
  );
}
