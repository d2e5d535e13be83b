import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatTime } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useAnswer } from '../store/use-answer.ts';
import { useNow } from '../store/use-now.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Ghost } from '../ui/ghost.tsx';
import { Late } from '../ui/late.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './appointment-card.module.css';
import { addDays, formatWeekday } from './slot-words.ts';

/** Days asked for at once. */
const DAYS = 14;

interface SlotPickerProps {
  readonly officeId: string;
  readonly pending: boolean;
  readonly moving: boolean;
  readonly onChoose: (startsAt: number) => void;
}

/** Free times of an office, by day; one is chosen, then confirmed. */
export function SlotPicker({ officeId, pending, moving, onChoose }: SlotPickerProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = addDays(useNow(3_600_000), 0);
  const [week, setWeek] = useState(0);
  const [chosen, setChosen] = useState<number | null>(null);
  const from = addDays(Date.parse(today), week * DAYS);
  const slots = useAnswer(useCallback(() => clavis.requests.slots({ officeId, from, days: DAYS }), [officeId, from]));
  if (slots.value === null) {
    if (slots.problem !== null) return <ProblemCard problem={slots.problem} onAction={slots.again} pending={slots.pending} takeFocus={false} />;
    return (
      <Late>
        <Ghost height={120} />
      </Late>
    );
  }
  const { timeZone } = slots.value;
  const days = slots.value.days.filter((day) => day.slots.length > 0);
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <p className={styles['soft']}>
        {t('requestDetail.zone', { zone: timeZone })} {here === timeZone ? '' : t('requestDetail.otherZone', { zone: here })}
      </p>
      {slots.problem === null ? null : <ProblemCard problem={slots.problem} onAction={slots.again} pending={slots.pending} />}
      {days.length === 0 ? (
        <p role="status">{t('requestDetail.noSlots')}</p>
      ) : (
        <div className={styles['days']} aria-busy={slots.pending} data-testid="slots">
          {days.map((day) => (
            <fieldset key={day.date} className={styles['day']}>
              <legend className={styles['date']}>{formatWeekday(day.date, language)}</legend>
              <div className={styles['slots']}>
                {day.slots.map(({ startsAt }) => (
                  <button key={startsAt} type="button" className={styles['slot']} aria-pressed={chosen === startsAt} onClick={() => setChosen(startsAt)} data-testid="slot">
                    {formatTime(startsAt, language, timeZone)}
                  </button>
                ))}
              </div>
            </fieldset>
          ))}
        </div>
      )}
      <div className={styles['buttons']}>
        <ActionButton kind="primary" disabled={chosen === null} pending={pending} onClick={() => (chosen === null ? undefined : onChoose(chosen))} testId="slot-confirm">
          {chosen === null
            ? t('requestDetail.chooseSlot')
            : moving
              ? t('requestDetail.moveTo', { when: formatDateTime(chosen, language, timeZone) })
              : t('requestDetail.book', { when: formatDateTime(chosen, language, timeZone) })}
        </ActionButton>
        {week === 0 ? null : (
          <ActionButton kind="quiet" onClick={() => setWeek(week - 1)} testId="slots-before">
            {t('requestDetail.slotsBefore')}
          </ActionButton>
        )}
        <ActionButton kind="quiet" onClick={() => setWeek(week + 1)} testId="slots-after">
          {t('requestDetail.slotsAfter')}
        </ActionButton>
      </div>
    </>
  );
}
