import type { UnblockProof, UnblockView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { SessionReply } from '../../../src-shared/http/unblock.ts';
import type { UnblockRecord } from '../../ports/unblock-journal.ts';
import { pendingPreflight } from './preflight.ts';
import { credentialOf } from './record.ts';
import type { Told } from './report.ts';

const EMPTY: Omit<UnblockView, 'step'> = {
  dossier: null,
  linkExpiresAt: null,
  preflight: pendingPreflight(),
  questions: [],
  tries: null,
  pinHeld: false,
  answersAccepted: false,
  busy: false,
  phase: null,
  phasesDone: [],
  problem: null,
  proof: null,
};

/** A link has arrived and nothing was done with it. */
export const linkStep = (): UnblockView => ({ ...EMPTY, step: 'link' });

/** An unblock taken up again, before the authority was asked where it stands. */
export function closedStep(record: UnblockRecord): UnblockView {
  const { entity, product, holder, serial, maskedEmail, linkExpiresAt } = record;
  return {
    ...EMPTY,
    step: record.state === 'acting' || record.state === 'acted' ? 'confirmation' : 'initialisation',
    dossier: { entity, product, holder, serial, maskedEmail },
    linkExpiresAt,
    answersAccepted: record.state === 'acting' || record.state === 'acted',
  };
}

/** What a session of the authority adds to the view. */
export function sessionPart(reply: SessionReply, linkExpiresAt: number): Partial<UnblockView> {
  const { entity, product, holder, serial, maskedEmail } = reply;
  return {
    dossier: { entity, product, holder, serial, maskedEmail },
    linkExpiresAt,
    questions: reply.questions,
    tries: { left: reply.triesLeft, max: reply.triesMax },
    answersAccepted: reply.state === 'answered' || reply.state === 'challenged',
  };
}

/** @throws AppError stepOutOfOrder when the card was not done */
export function proofOf({ record, reported, receiptVerified }: Told): UnblockProof {
  const { result, actedAt } = record;
  if (result?.outcome !== 'done' || result.triesLeft === null || result.triesMax === null || actedAt === null) {
    throw new AppError('stepOutOfOrder');
  }
  return {
    triesLeft: result.triesLeft,
    triesMax: result.triesMax,
    writtenAt: actedAt,
    maskedEmail: record.maskedEmail,
    sessionId: credentialOf(record).sessionId,
    reported,
    receiptVerified,
  };
}
