import { useId } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Card } from '../ui/card.tsx';
import styles from './what-happens.module.css';

/** The four things an unblock is made of, before anyone starts one; the first is over when its link has come. */
export function WhatHappens({ from }: { readonly from: 'token' | 'link' }) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <Card labelledBy={title}>
      <h2 id={title}>{t('tokens.whatHappens')}</h2>
      <ol className={styles['list']}>
        <li>{from === 'link' ? t('tokens.happensChecks') : <Trans i18nKey="tokens.happensLink" components={{ b: <b /> }} />}</li>
        <li>{t('tokens.happensPin')}</li>
        <li>
          <Trans i18nKey="tokens.happensAnswers" components={{ b: <b /> }} />
        </li>
        <li>{t('tokens.happensDone')}</li>
      </ol>
    </Card>
  );
}
