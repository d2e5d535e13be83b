import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import { formatDateTime, formatUntil } from '../../../src-shared/messages/format-time.ts';
import { clavis } from '../bridge.ts';
import { ProblemCard } from '../problems/problem-card.tsx';
import { useNow } from '../store/use-now.ts';
import { useVerb } from '../store/use-verb.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useLanguage } from '../words/use-language.ts';
import styles from './appointment-card.module.css';
import { SlotPicker } from './slot-picker.tsx';

interface AppointmentCardProps {
  readonly detail: RequestDetail;
  readonly office: OfficeReply | undefined;
  readonly onChanged: () => void;
}

/** The appointment of a request: booked, moved or cancelled. Its times are those of the office's own clock. */
export function AppointmentCard({ detail, office, onChanged }: AppointmentCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow(60_000);
  const title = useId();
  const verb = useVerb();
  const [moving, setMoving] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const { appointment } = detail;

  const choose = async (startsAt: number) => {
    const reply = await verb.run(() =>
      appointment === null
        ? clavis.requests.book({ requestId: detail.requestId, officeId: detail.officeId, startsAt })
        : clavis.requests.moveAppointment({ appointmentId: appointment.appointmentId, startsAt, revision: appointment.revision }),
    );
    if (!reply?.ok) return;
    setMoving(false);
    onChanged();
  };
  const cancel = async () => {
    setCancelling(false);
    if (appointment === null) return;
    const reply = await verb.run(() => clavis.requests.cancelAppointment({ appointmentId: appointment.appointmentId, revision: appointment.revision }));
    if (reply?.ok) onChanged();
  };

  const changeable = appointment !== null && appointment.state === 'booked' && now < appointment.changeableUntil;
  return (
    <Card labelledBy={title} testId="appointment">
      <h2 id={title}>{t('requestDetail.appointment')}</h2>
      <div className={styles['content']}>
        {appointment === null ? (
          <p>{t('requestDetail.appointmentText')}</p>
        ) : (
          <div>
            <p className={styles['when']}>{formatDateTime(appointment.startsAt, language, appointment.timeZone)}</p>
            <p className={styles['soft']}>
              {appointment.startsAt > now ? `${formatUntil(appointment.startsAt, now, language)} · ` : ''}
              {t('requestDetail.zone', { zone: appointment.timeZone })}
            </p>
          </div>
        )}
        {office === undefined ? null : (
          <p>
            {office.name}, {office.address.street}, {office.address.postalCode} {office.address.city} · {office.phone}
          </p>
        )}
        {appointment === null || changeable ? null : <p className={styles['soft']}>{t('requestDetail.notChangeable')}</p>}
        {changeable ? <p className={styles['soft']}>{t('requestDetail.changeableUntil', { date: formatDateTime(appointment.changeableUntil, language, appointment.timeZone) })}</p> : null}
        {verb.problem === null ? null : (
          <ProblemCard
            problem={verb.problem}
            onAction={() => {
              verb.clear();
              onChanged();
            }}
          />
        )}
        {appointment === null || moving ? <SlotPicker officeId={detail.officeId} pending={verb.pending} moving={moving} onChoose={(startsAt) => void choose(startsAt)} /> : null}
        {changeable ? (
          <div className={styles['buttons']}>
            <ActionButton onClick={() => setMoving(!moving)} testId="appointment-move">
              {moving ? t('requestDetail.keepAppointment') : t('requestDetail.moveAppointment')}
            </ActionButton>
            <ActionButton kind="quiet" onClick={() => setCancelling(true)} testId="appointment-cancel">
              {t('requestDetail.cancelAppointment')}
            </ActionButton>
          </div>
        ) : null}
      </div>
      {cancelling ? (
        <ConfirmDialog
          title={t('requestDetail.cancelTitle')}
          confirm={t('requestDetail.cancelAppointment')}
          cancel={t('requestDetail.keepAppointment')}
          onConfirm={() => void cancel()}
          onCancel={() => setCancelling(false)}
        >
          <p>{t('requestDetail.cancelText')}</p>
        </ConfirmDialog>
      ) : null}
    </Card>
  );
}
