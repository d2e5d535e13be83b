import { IconCloudCheck, IconCloudOff, IconCloudQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuthorityStatus } from '../../../src-shared/domain/views.ts';
import { formatAge } from '../../../src-shared/messages/format-time.ts';
import { useNow } from '../store/use-now.ts';
import { useLanguage } from '../words/use-language.ts';
import styles from './authority-status-line.module.css';

const LOOKS = {
  reachable: { icon: IconCloudCheck, tone: 'ok', words: 'frame.authorityReachable' },
  unreachable: { icon: IconCloudOff, tone: 'bad', words: 'frame.authorityUnreachable' },
  unknown: { icon: IconCloudQuestion, tone: 'soft', words: 'frame.authorityUnknown' },
} as const satisfies Record<AuthorityStatus['state'], object>;

/** Whether the authority answered, and how old that knowledge is. */
export function AuthorityStatusLine({ authority }: { readonly authority: AuthorityStatus }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  const look = LOOKS[authority.state];
  const age = authority.checkedAt === null ? t('frame.neverChecked') : t('frame.checkedAt', { age: formatAge(authority.checkedAt, now, language) });
  return (
    <p className={styles['line']} title={authority.host} data-testid="authority-status" data-state={authority.state}>
      <look.icon size={18} stroke={1.8} aria-hidden className={styles[look.tone] ?? ''} />
      <span>
        {t(look.words)}
        <span className={styles['age']}>{age}</span>
      </span>
    </p>
  );
}
