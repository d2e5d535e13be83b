/**
 * Named places between two effects, where a fault test stops the process. In the program the hook does nothing.
 * The list is the test's loop: a name that is not here does not compile, a name that is never reached fails the sweep.
 */
export const FAILPOINTS = [
  'enrolToken.hashed',
  'enrolToken.dossierStored',
  'enrolToken.audited',
  'enrolToken.committed',
  'replaceKey.keyStored',
  'replaceKey.moved',
  'replaceKey.committed',
  'requestLink.recorded',
  'requestLink.voided',
  'requestLink.ticketed',
  'requestLink.queued',
  'requestLink.committed',
  'openSession.ticketUsed',
  'openSession.olderClosed',
  'openSession.inserted',
  'openSession.committed',
  'submitAnswers.hashed',
  'submitAnswers.triesSpent',
  'submitAnswers.attemptStored',
  'submitAnswers.stateMoved',
  'submitAnswers.committed',
  'requestResponse.computed',
  'requestResponse.challengeStored',
  'requestResponse.stateMoved',
  'requestResponse.committed',
  'reportResult.signed',
  'reportResult.stateMoved',
  'reportResult.triesRestored',
  'reportResult.queued',
  'reportResult.committed',
  'mail.delivered',
  'mail.marked',
] as const;

export type FailpointName = (typeof FAILPOINTS)[number];
export type Failpoint = (name: FailpointName) => void;

export const noFailpoint: Failpoint = () => undefined;
