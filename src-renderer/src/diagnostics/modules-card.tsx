import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagnosticLine } from '../../../src-shared/domain/diagnostics.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { DiagnosticLineRow } from './diagnostic-line.tsx';
import styles from './modules-card.module.css';

interface ModulesCardProps {
  readonly lines: readonly DiagnosticLine[];
  readonly onChanged: () => void;
  readonly pending: boolean;
}

/** PKCS#11 modules of this computer, and those a person has added: these can be taken off the list again. */
export function ModulesCard({ lines, onChanged, pending }: ModulesCardProps) {
  const { t } = useTranslation();
  const title = useId();
  const verb = useVerb();
  const [leaving, setLeaving] = useState<{ readonly moduleId: string; readonly name: string } | null>(null);
  const modules = lines.filter((line) => line.facts.moduleId !== undefined || line.facts.module !== undefined || line.problem !== null);

  const add = async () => {
    const reply = await verb.run(() => clavis.diagnostics.addModule());
    if (reply?.ok && reply.value.added) onChanged();
  };
  const remove = async (moduleId: string) => {
    setLeaving(null);
    const reply = await verb.run(() => clavis.diagnostics.removeModule({ moduleId }));
    if (reply?.ok) onChanged();
  };

  return (
    <Card labelledBy={title} testId="modules">
      <div className={styles['head']}>
        <div className={styles['about']}>
          <h2 id={title}>{t('diagnostics.titles.modules')}</h2>
          <p className={styles['text']}>{t('diagnosis.modulesText')}</p>
        </div>
        <ActionButton onClick={() => void add()} pending={verb.pending} icon={<IconPlus size={18} aria-hidden />} testId="module-add">
          {t('diagnosis.addModule')}
        </ActionButton>
      </div>
      {verb.problem === null ? null : <ProblemCard problem={verb.problem} onAction={() => verb.clear()} />}
      {modules.length === 0 ? (
        <p className={styles['text']}>{t('diagnosis.modulesNone')}</p>
      ) : (
        <ul className={styles['list']}>
          {modules.map((line, index) => (
            <DiagnosticLineRow
              key={`${String(line.facts.moduleId)}-${index}`}
              line={line}
              onRerun={onChanged}
              pending={pending}
              extra={
                line.facts.moduleSource === 'settings' && typeof line.facts.moduleId === 'string' ? (
                  <RemoveButton
                    name={String(line.facts.module ?? '')}
                    onRemove={() => setLeaving({ moduleId: String(line.facts.moduleId), name: String(line.facts.module ?? '') })}
                    disabled={verb.pending || pending}
                  />
                ) : null
              }
            />
          ))}
        </ul>
      )}
      {leaving === null ? null : (
        <ConfirmDialog
          title={t('diagnosis.removeTitle')}
          confirm={t('diagnosis.remove')}
          cancel={t('diagnosis.keep')}
          onConfirm={() => void remove(leaving.moduleId)}
          onCancel={() => setLeaving(null)}
        >
          <p>{t('diagnosis.removeText', { name: leaving.name })}</p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

function RemoveButton({ name, onRemove, disabled }: { readonly name: string; readonly onRemove: () => void; readonly disabled: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={styles['remove']}>
      <ActionButton kind="quiet" onClick={onRemove} disabled={disabled} testId="module-remove">
        {t('diagnosis.removeNamed', { name })}
      </ActionButton>
    </div>
  );
}
