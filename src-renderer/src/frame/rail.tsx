import { IconActivity, IconCertificate, IconDownload, IconHelpCircle, IconHome, IconKey, IconListDetails, IconMail, IconUser } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppView } from '../../../src-shared/domain/views.ts';
import { useClavisStore, type Section } from '../store/clavis-store.ts';
import { goToSection } from '../store/navigate.ts';
import { TokenGlyph } from '../ui/token-glyph.tsx';
import { AuthorityStatusLine } from './authority-status-line.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { PersonLine } from './person-line.tsx';
import styles from './rail.module.css';

/** The rail: mark, the sections that exist, who is signed in, age of what is shown, language, version. */
export function Rail({ app }: { readonly app: AppView }) {
  const { t } = useTranslation();
  const account = useClavisStore((state) => state.account);
  return (
    <header className={styles['rail']}>
      <p className={styles['mark']}>
        <IconKey size={20} stroke={1.8} aria-hidden />
        {t('frame.appName')}
      </p>
      <nav aria-label={t('frame.navigation')} className={styles['sections']}>
        <RailItem section="home" icon={<IconHome size={20} stroke={1.7} aria-hidden />} label={t('frame.home')} />
        <RailItem
          section="tokens"
          icon={<TokenGlyph size={20} stroke={1.7} />}
          label={t('frame.tokens')}
          count={app.tokens.length}
          spoken={t('frame.tokenCount', { count: app.tokens.length })}
        />
        <RailItem section="certificates" icon={<IconCertificate size={20} stroke={1.7} aria-hidden />} label={t('certificates.rail')} />
        <RailItem section="requests" icon={<IconListDetails size={20} stroke={1.7} aria-hidden />} label={t('requests.rail')} />
        <RailItem section="drivers" icon={<IconDownload size={20} stroke={1.7} aria-hidden />} label={t('drivers.rail')} />
        <RailItem section="diagnostics" icon={<IconActivity size={20} stroke={1.7} aria-hidden />} label={t('frame.diagnostics')} />
        {app.mailboxAvailable ? (
          <RailItem
            section="mailbox"
            icon={<IconMail size={20} stroke={1.7} aria-hidden />}
            label={t('frame.mailbox')}
            count={app.mailCount}
            spoken={t('frame.mailCount', { count: app.mailCount })}
          />
        ) : null}
        <RailItem section="help" icon={<IconHelpCircle size={20} stroke={1.7} aria-hidden />} label={t('frame.help')} />
        <RailItem section="account" icon={<IconUser size={20} stroke={1.7} aria-hidden />} label={t('frame.account')} />
      </nav>
      <div className={styles['foot']}>
        {account === null ? null : <PersonLine account={account} />}
        {account?.copy ? null : <AuthorityStatusLine authority={app.authority} />}
        <LanguageSwitch language={app.language} />
        <p className={styles['version']}>{t('frame.version', { version: app.version })}</p>
      </div>
    </header>
  );
}

interface RailItemProps {
  readonly section: Section;
  readonly icon: ReactNode;
  readonly label: string;
  readonly count?: number;
  readonly spoken?: string;
}

function RailItem({ section, icon, label, count, spoken }: RailItemProps) {
  const here = useClavisStore((state) => state.section === section);
  return (
    <button
      type="button"
      className={styles['item']}
      aria-current={here ? 'page' : undefined}
      title={label}
      onClick={() => goToSection(section)}
      data-testid={`rail-${section}`}
    >
      {icon}
      <span className={styles['label']}>{label}</span>
      {count === undefined || count === 0 ? null : (
        <span className={styles['count']} aria-label={spoken} role="img">
          {count}
        </span>
      )}
    </button>
  );
}
