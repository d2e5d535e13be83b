import type { unblockErrors as french } from '../fr/errors-unblock.ts';
import type { WordsOf } from '../words-of.ts';

export const unblockErrors: WordsOf<typeof french> = {
  linkMalformed: {
    title: 'This text is not an unblock link',
    cause: 'Some characters are missing, or the text was copied from elsewhere.',
    fix: 'Copy the address or the code from the message again.',
  },
  linkUnknown: {
    title: 'This link is not recognised',
    cause: 'The authority does not know this link, or it was not issued for the connected token.',
    fix: 'Check that you use the latest message and the token of this file, or ask for a new link.',
  },
  linkExpired: {
    title: 'This link is no longer valid',
    cause: 'A link works for 24 hours; that time has passed. No try was spent.',
    fix: 'Ask for a new link: it arrives within minutes.',
  },
  linkUsed: {
    title: 'This link was already used',
    cause: 'A link opens once, on one computer.',
    fix: 'If an unblock is waiting on this computer, resume it. If not, ask for a new link.',
  },
  linkReplaced: {
    title: 'A more recent link was sent',
    cause: 'Each new link cancels the one before.',
    fix: 'Use the last message you received.',
  },
  linkThrottled: {
    title: 'Too many links were asked for',
    cause: 'The number of links a day is limited to protect your file.',
    detail: 'The number of links a day is limited to protect your file. You can ask for another {{retryAfterSeconds}}.',
    fix: 'Use the last message you received, if it is less than 24 hours old, or wait.',
  },
  answersRefused: {
    title: 'At least one answer is not right',
    cause: 'For your safety, the authority does not say which one is wrong.',
    fix: 'Check capitals, accents and spaces, then answer again.',
  },
  answersLocked: {
    title: 'Blocked for good',
    cause: 'Three sets of answers were refused. This token can no longer be unblocked online.',
    fix: 'Revoke its certificates and order a new token, or contact your office.',
  },
  answersIncomplete: {
    title: 'An answer is missing',
    cause: 'Every question needs an answer. No try was spent.',
    fix: 'Complete your answers.',
  },
  answersStale: {
    title: 'These answers were already judged',
    cause: 'An older sending arrived late. It spent no try.',
    fix: 'Type your answers again.',
  },
  sessionExpired: {
    title: 'The time for this unblock has passed',
    cause: 'The link that opened it is no longer valid. Your tries do not change.',
    fix: 'Ask for a new link to start again.',
  },
  sessionUnknown: {
    title: 'The authority no longer knows this unblock',
    cause: 'The authority cannot find this unblock.',
    fix: 'Ask for a new link.',
  },
  sessionClosed: {
    title: 'This unblock is over',
    cause: 'It was closed already and cannot go on.',
    fix: 'If your token is still blocked, ask for a new link.',
  },
  sessionElsewhere: {
    title: 'This unblock was taken over elsewhere',
    cause: 'A more recent link opened another unblock for this token.',
    fix: 'Go on at the other computer, or ask for a new link here.',
  },
  challengesSpent: {
    title: 'Resumed too many times for this link',
    cause: 'The authority computes only three responses for a link. The token is still blocked, as before.',
    fix: 'Ask for a new link. Keep the token connected while it is being written.',
  },
  responseExpired: {
    title: 'The response of the authority came too late',
    cause: 'It holds for 90 seconds only and was not sent to the token. Nothing has changed.',
    fix: 'Resume: Clavis will ask for a new response.',
  },
  stepOutOfOrder: {
    title: 'This step is not possible yet',
    cause: 'An earlier step is still to be finished.',
    fix: 'Resume: Clavis takes you to the right step.',
  },
  adminRefused: {
    title: 'The token refused the response of the authority',
    cause: 'To be safe, Clavis stopped at the first refusal: trying again could ruin the token. It is still blocked, as before.',
    fix: 'Your office will check the file of this token. Keep it, it is not lost.',
  },
  outcomeUnknown: {
    title: 'The token has to be read again',
    cause: 'The link to the token broke during writing: it may already be unblocked, or not yet. Clavis does not guess.',
    fix: 'Insert the same token again, then resume: reading its counter will tell, and spends no try.',
  },
  nothingChanged: {
    title: 'The token is still blocked',
    cause: 'Nothing was written. Nothing has changed, no try was spent.',
    fix: 'Keep the token connected, then resume.',
  },
  reportPending: {
    title: 'The token is unblocked, the authority does not know yet',
    cause: 'The new PIN is active. The report will go as soon as the authority can be reached.',
    fix: 'There is nothing for you to do. You may also resume now to try again.',
  },
  toReconcile: {
    title: 'Your office has to check the state of the token',
    cause: 'Clavis could not establish for sure whether the new PIN is active, and tells the authority so.',
    fix: 'Do not try any PIN. Contact your office with the reference below.',
  },
  journalUnwritable: {
    title: 'Progress cannot be recorded',
    cause: 'The disk is full or protected. Clavis writes nothing to the token unless it can note it first. Nothing has changed.',
    fix: 'Free some space, then resume.',
  },
};
