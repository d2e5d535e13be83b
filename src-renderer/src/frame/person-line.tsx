import { IconLogin2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import { goToSection } from '../store/navigate.ts';
import { CopyLine } from './copy-line.tsx';
import styles from './person-line.module.css';

/** Who is signed in, or the way in; and how old what is shown of the account is. */
export function PersonLine({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation();
  const { session, copy } = account;
  if (session.kind === 'signedOut') {
    return (
      <button type="button" className={styles['signIn']} onClick={() => goToSection('account')} data-testid="rail-sign-in">
        <IconLogin2 size={18} stroke={1.8} aria-hidden />
        {t('signIn.submit')}
      </button>
    );
  }
  const { person } = session;
  const name = `${person.firstName} ${person.lastName}`;
  const at = person.email.lastIndexOf('@');
  // An address that is too long for its line breaks before its "@".
  const [local, domain] = [person.email.slice(0, at), person.email.slice(at)];
  return (
    <>
      <p className={styles['person']} data-testid="rail-person">
        <b title={name}>{name}</b>
        <span title={person.email}>
          {local}
          <wbr />
          <span className={styles['domain']}>{domain}</span>
        </span>
      </p>
      {copy === null ? null : <CopyLine copy={copy} />}
    </>
  );
}
