import { useTranslation } from 'react-i18next';
import type { ReaderView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Notice } from '../ui/notice.tsx';

interface VirtualReadersProps {
  readonly readers: readonly ReaderView[];
  /** Putting a token back is the one thing to do on this page. */
  readonly primary: boolean;
}

/** The hand that pulls and inserts a simulated token; absent with real readers alone. */
export function VirtualReaders({ readers, primary }: VirtualReadersProps) {
  return readers.filter((reader) => reader.virtual).map((reader) => <VirtualReader key={reader.readerId} reader={reader} primary={primary} />);
}

function VirtualReader({ reader, primary }: { readonly reader: ReaderView; readonly primary: boolean }) {
  const { t } = useTranslation();
  const verb = useVerb();
  const move = (inserted: boolean) => void verb.run(() => clavis.virtualReader.setInserted({ readerId: reader.readerId, inserted }));
  return (
    <>
      <Notice
        tone="info"
        title={t('tokens.virtualReader')}
        action={
          reader.tokenPresent ? (
            <ActionButton kind="quiet" onClick={() => move(false)} pending={verb.pending} testId="virtual-remove">
              {t('tokens.removeVirtual')}
            </ActionButton>
          ) : (
            <ActionButton kind={primary ? 'primary' : 'secondary'} onClick={() => move(true)} pending={verb.pending} testId="virtual-insert">
              {t('tokens.insertVirtual')}
            </ActionButton>
          )
        }
      >
        {reader.tokenPresent ? t('tokens.virtualNote') : t('tokens.virtualOut')}
      </Notice>
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
    </>
  );
}
