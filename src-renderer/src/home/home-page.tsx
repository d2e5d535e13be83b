import { IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountView, HomeItem } from '../../../src-shared/domain/account-views.ts';
import type { AppView } from '../../../src-shared/domain/views.ts';
import { CopyNotice } from '../account-gate/copy-notice.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { goToSignIn } from '../store/sign-in-place.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { Page } from '../ui/page.tsx';
import { HomeLine } from './home-line.tsx';
import styles from './home-page.module.css';
import { HomeTokens } from './home-tokens.tsx';

/** The first screen: what presses, what waits, what is plugged in. */
export function HomePage() {
  const app = useClavisStore((state) => state.app);
  const account = useClavisStore((state) => state.account);
  if (app === null) return null;
  if (account === null) return <Loading />;
  return account.session.kind === 'signedOut' ? <SignedOut app={app} home={account.home} /> : <SignedIn app={app} account={account} />;
}

const waits = (item: HomeItem): boolean => item.kind === 'requestWaitsForOffice';

function SignedIn({ app, account }: { readonly app: AppView; readonly account: AccountView }) {
  const { t } = useTranslation();
  const { session, copy, home } = account;
  if (session.kind === 'signedOut') return null;
  const todo = home.filter((item) => !waits(item));
  const waiting = home.filter(waits);
  const fetching = copy?.syncedAt === null && copy.state === 'syncing';
  const lead = todo.length === 0 ? t('home.nothing') : t('home.lead', { count: todo.length });
  return (
    <>
      <CopyNotice />
      <Page name="home" title={t('home.title', { name: session.person.firstName })} lead={fetching ? t('account.loadingPart') : lead}>
        {fetching ? <Shapes /> : <Todo items={todo} />}
        <HomeTokens app={app} namedAbove={!fetching && todo.some((item) => item.kind === 'tokenBlocked')} />
        {waiting.length === 0 ? null : <Lines title={t('home.waiting')} items={waiting} primary={false} />}
      </Page>
    </>
  );
}

function Todo({ items }: { readonly items: readonly HomeItem[] }) {
  const { t } = useTranslation();
  if (items.length > 0) return <Lines title={t('home.todo')} items={items} primary />;
  return (
    <Card testId="home-empty">
      <div className={styles['empty']}>
        <span className={styles['tick']}>
          <IconCheck size={22} stroke={2.2} aria-hidden />
        </span>
        <div>
          <h2>{t('home.empty')}</h2>
          <p className={styles['soft']}>{t('home.emptyText')}</p>
        </div>
      </div>
    </Card>
  );
}

function Lines({ title, items, primary }: { readonly title: string; readonly items: readonly HomeItem[]; readonly primary: boolean }) {
  const id = useId();
  return (
    <div className={styles['section']}>
      <h2 id={id}>{title}</h2>
      <Card labelledBy={id} flush>
        <ul className={styles['list']}>
          {items.map((item, index) => (
            <HomeLine key={keyOf(item)} item={item} primary={primary && index === 0} />
          ))}
        </ul>
      </Card>
    </div>
  );
}

function keyOf(item: HomeItem): string {
  const id = 'appointmentId' in item ? item.appointmentId : 'serial' in item ? item.serial : 'sha256' in item ? item.sha256 : 'requestId' in item ? item.requestId : item.changeId;
  return `${item.kind}:${id}`;
}

function SignedOut({ app, home }: { readonly app: AppView; readonly home: readonly HomeItem[] }) {
  const { t } = useTranslation();
  const invite = useId();
  const blocked = app.tokens.some((token) => token.state === 'ready' && token.blocked);
  return (
    <Page name="home" title={t('home.titleSignedOut')} lead={t('home.leadSignedOut')}>
      {home.length === 0 ? null : <Lines title={t('home.todo')} items={home} primary />}
      <HomeTokens app={app} namedAbove={home.some((item) => item.kind === 'tokenBlocked')} />
      <Card labelledBy={invite} testId="home-invite">
        <div className={styles['invite']}>
          <div>
            <h2 id={invite}>{t('home.invite')}</h2>
            <p className={styles['soft']}>{t('home.inviteText')}</p>
          </div>
          <div className={styles['buttons']}>
            <ActionButton kind={blocked || home.length > 0 ? 'secondary' : 'primary'} onClick={() => goToSignIn({ page: 'signIn' })} testId="home-sign-in">
              {t('signIn.submit')}
            </ActionButton>
            <ActionButton onClick={() => goToSignIn({ page: 'signUp' })} testId="home-sign-up">
              {t('signIn.signUp')}
            </ActionButton>
          </div>
        </div>
      </Card>
    </Page>
  );
}

function Shapes() {
  return (
    <Late>
      <Ghost height={210} round />
    </Late>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Page name="home" title={t('home.titleSignedOut')} lead={t('account.loadingPart')}>
      <Shapes />
    </Page>
  );
}
