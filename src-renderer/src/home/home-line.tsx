import {
  IconAlertTriangle,
  IconArrowsDiff,
  IconCalendarEvent,
  IconCertificate,
  IconFileText,
  IconHourglass,
  IconLink,
  IconLock,
  IconPlayerPlay,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HomeItem } from '../../../src-shared/domain/account-views.ts';
import { UnblockButton } from '../pin-tasks/unblock-button.tsx';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAccountProblem } from '../sign-in/use-account-problem.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { useNow } from '../store/use-now.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useLanguage } from '../words/use-language.ts';
import { ExpiryBar } from './expiry-bar.tsx';
import { doHomeAction } from './home-actions.ts';
import styles from './home-line.module.css';
import { homeWords } from './home-words.ts';

const ICONS = {
  tokenBlocked: IconLock,
  tokenLastTry: IconAlertTriangle,
  unblockResumable: IconPlayerPlay,
  certificateExpired: IconCertificate,
  certificateExpires: IconCertificate,
  requestWaitsForMe: IconFileText,
  requestWaitsForOffice: IconHourglass,
  appointment: IconCalendarEvent,
  conflict: IconArrowsDiff,
  canAssociate: IconLink,
} as const satisfies Record<HomeItem['kind'], Icon>;

interface HomeLineProps {
  readonly item: HomeItem;
  /** Its button is the one thing to do on the page. */
  readonly primary: boolean;
}

/** One thing worth knowing, with its one next action. */
export function HomeLine({ item, primary }: HomeLineProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(60_000);
  const verb = useVerb();
  const act = () => void verb.run(() => doHomeAction(item));
  const onAction = useAccountProblem(verb, act);
  const blocked = useClavisStore((state) => (item.kind === 'tokenBlocked' ? state.app?.tokens.find((token) => token.serial === item.serial) : undefined));
  const words = homeWords(item, now, language, t);
  const Glyph = ICONS[item.kind];
  return (
    <li className={styles['line']} data-testid={`home-${item.kind}`}>
      <span className={`${styles['icon']} ${styles[words.tone]}`}>
        <Glyph size={22} stroke={1.7} aria-hidden />
      </span>
      <div className={styles['words']}>
        <h3 className={styles['title']}>{words.title}</h3>
        <p className={styles['text']}>{words.text}</p>
        {item.kind === 'certificateExpires' ? <ExpiryBar notAfter={item.notAfter} now={now} /> : null}
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={onAction} />}
      </div>
      <div className={styles['action']}>
        {blocked === undefined ? (
          <ActionButton kind={primary ? 'primary' : 'secondary'} onClick={act} pending={verb.pending} label={t(`home.${words.verb}For`, { what: words.title })} testId={`home-act-${item.kind}`}>
            {t(`home.${words.verb}`)}
          </ActionButton>
        ) : (
          <UnblockButton token={blocked} primary={primary} />
        )}
      </div>
    </li>
  );
}
