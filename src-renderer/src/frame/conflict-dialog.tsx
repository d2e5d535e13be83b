import { useTranslation } from 'react-i18next';
import type { ConflictView } from '../../../src-shared/domain/account-views.ts';
import { formatDateTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { explain } from '../problems/explain.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useClavisStore } from '../store/clavis-store.ts';
import { closeConflict, useConflictOpen } from '../store/conflict-open.ts';
import { useAnswer } from '../store/use-answer.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import formStyles from '../ui/form.module.css';
import { Modal } from '../ui/modal.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './conflict-dialog.module.css';

/** Fields of a request, in the order of its form. */
const FIELDS = ['productId', 'officeId', 'establishment', 'siren', 'siret', 'street', 'postalCode', 'city', 'country', 'firstName', 'lastName', 'email', 'phone'] as const;

/** Both versions of what was changed in two places, side by side; a person decides. */
export function ConflictDialog() {
  const open = useConflictOpen((state) => state.changeId);
  const conflict = useClavisStore((state) => state.account?.copy?.conflicts.find((one) => one.changeId === open));
  return conflict === undefined ? null : <OneConflict key={conflict.changeId} conflict={conflict} />;
}

function OneConflict({ conflict }: { readonly conflict: ConflictView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const verb = useVerb();
  const { changeId, kind, problem, mine, theirs, queuedAt } = conflict;
  const fields = mine !== null && theirs !== null;
  const settle = async (keep: 'mine' | 'theirs') => {
    const reply = await verb.run(() => clavis.account.settleConflict({ changeId, keep }));
    if (reply?.ok) closeConflict();
  };
  return (
    <Modal title={fields ? t('copy.conflictTitle') : t('copy.refusedTitle')} onCancel={closeConflict} wide testId="conflict">
      <div className={styles['content']}>
        <p>{kind === 'stale' ? t('copy.conflictStale') : t('copy.conflictRefused', { cause: explain(problem, language).cause })}</p>
        <p className={formStyles['small']}>{t('copy.conflictQueued', { date: formatDateTime(queuedAt, language) })}</p>
        {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
        {fields ? <Versions mine={mine} theirs={theirs} /> : <p>{t('copy.notAField')}</p>}
        <div className={formStyles['buttons']}>
          <ActionButton kind="quiet" onClick={closeConflict} testId="conflict-later">
            {t('copy.later')}
          </ActionButton>
          <ActionButton onClick={() => void settle('theirs')} disabled={verb.pending} testId="conflict-theirs">
            {fields ? t('copy.keepTheirs') : t('copy.drop')}
          </ActionButton>
          <ActionButton onClick={() => void settle('mine')} disabled={verb.pending} testId="conflict-mine">
            {fields ? t('copy.keepMine') : t('copy.sendAgain')}
          </ActionButton>
        </div>
      </div>
    </Modal>
  );
}

const askProducts = () => clavis.requests.products();
const askOffices = () => clavis.requests.offices();

/** Names of products and offices by their ids; until they are known, and without them, the ids are shown. */
function useNames(): ReadonlyMap<string, string> {
  const language = useLanguage();
  const products = useAnswer(askProducts);
  const offices = useAnswer(askOffices);
  return new Map([
    ...(products.value ?? []).map(({ productId, names }) => [productId, names[language]] as const),
    ...(offices.value ?? []).map(({ officeId, name }) => [officeId, name] as const),
  ]);
}

type Fields = Readonly<Record<string, string>>;

function Versions({ mine, theirs }: { readonly mine: Fields; readonly theirs: Fields }) {
  const { t } = useTranslation();
  const shown = FIELDS.filter((field) => field in mine || field in theirs);
  const names = useNames();
  const said = (text: string | undefined) => (text === undefined || text === '' ? t('copy.none') : (names.get(text) ?? text));
  const differing = shown.filter((field) => mine[field] !== theirs[field]);
  const same = shown.filter((field) => mine[field] === theirs[field]);
  const row = (field: (typeof FIELDS)[number], differs: boolean) => (
    <tr key={field} className={differs ? styles['differs'] : ''} data-differs={differs}>
      <th scope="row">
        {t(`copy.field_${field}`)}
        {differs ? <span className={styles['mark']}>{t('copy.differs')}</span> : null}
      </th>
      <td>{said(mine[field])}</td>
      <td>{said(theirs[field])}</td>
    </tr>
  );
  // What differs is what there is to decide on; the rest is there for who wants to read it.
  return (
    <>
      <table className={styles['versions']}>
        <Head />
        <tbody>{differing.map((field) => row(field, true))}</tbody>
      </table>
      {same.length === 0 ? null : (
        <details className={styles['same']}>
          <summary>{t('copy.same', { count: same.length })}</summary>
          <table className={styles['versions']}>
            <Head />
            <tbody>{same.map((field) => row(field, false))}</tbody>
          </table>
        </details>
      )}
    </>
  );
}

function Head() {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        <th scope="col">{t('copy.field')}</th>
        <th scope="col">{t('copy.mine')}</th>
        <th scope="col">{t('copy.theirs')}</th>
      </tr>
    </thead>
  );
}
