import { useTranslation } from 'react-i18next';
import type { AppView } from '../../../src-shared/domain/views.ts';
import { formatAge, formatSpan } from '../../../src-shared/messages/format-time.ts';
import { useClavisStore, type Section } from '../store/clavis-store.ts';
import { useNow } from '../store/use-now.ts';
import { Notice } from '../ui/notice.tsx';
import { useLanguage } from '../words/use-language.ts';

/** Older than this, "reachable" is only what was once true. */
const STALE_AFTER_MS = 15 * 60 * 1000;

const SAYS_COPY: ReadonlySet<Section> = new Set(['home', 'account', 'requests', 'certificates']);

/** Offline or stale, said above every page with its age; what works without the authority goes on below. */
export function AuthorityBanner({ app }: { readonly app: AppView }) {
  // A wizard that has stopped or ended says it in its own words.
  const saidBelow = useClavisStore((state) => state.section === 'tokens' && state.entry === null && (state.unblock?.problem ?? state.unblock?.proof ?? null) !== null);
  // On a page of the account, the age of its copy is said instead.
  const copySaid = useClavisStore(({ section, account }) => SAYS_COPY.has(section) && account?.copy !== undefined && account.copy !== null);
  return saidBelow || copySaid ? null : <Banner app={app} />;
}

function Banner({ app }: { readonly app: AppView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(20_000);
  const { state, checkedAt } = app.authority;

  if (state === 'unreachable') {
    return (
      <Notice tone="warning" title={t('frame.offlineTitle')} live="status" testId="offline">
        {t('frame.offlineText')}
        {checkedAt === null ? null : ` ${t('frame.offlineSince', { age: formatAge(checkedAt, now, language) })}`}
      </Notice>
    );
  }
  if (state === 'reachable' && checkedAt !== null && now - checkedAt > STALE_AFTER_MS) {
    return (
      <Notice tone="info" testId="stale">
        {t('frame.staleText', { span: formatSpan(now - checkedAt, language) })}
      </Notice>
    );
  }
  return null;
}
