import { useTranslation } from 'react-i18next';
import { Chip } from '../ui/chip.tsx';
import styles from './tries-left.module.css';

/** Sets of answers left, in words and a number, read when it changes. */
export function TriesLeft({ tries }: { readonly tries: { readonly left: number; readonly max: number } }) {
  const { t } = useTranslation();
  return (
    <div className={styles['tries']}>
      <p role="status" data-testid="tries-left" data-left={tries.left}>
        <Chip tone={tries.left < tries.max ? 'warning' : 'ok'}>
          {t('answers.triesLeft', { count: tries.left, max: tries.max })}
        </Chip>
      </p>
      {tries.left === 1 ? null : <p className={styles['note']}>{t('answers.triesNote')}</p>}
    </div>
  );
}
