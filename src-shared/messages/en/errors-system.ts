import type { systemErrors as french } from '../fr/errors-system.ts';
import type { WordsOf } from '../words-of.ts';

export const systemErrors: WordsOf<typeof french> = {
  authorityUnreachable: {
    title: 'The authority does not answer',
    cause: 'The connection is down, or a firewall is in the way. No try was spent.',
    detail: 'The server {{host}} does not answer: the connection is down, or a firewall is in the way. No try was spent.',
    fix: 'Check your connection, then try again. Reading your token still works.',
  },
  authorityFailure: {
    title: 'The authority has met an incident',
    cause: 'The server answered with a failure. No try was spent.',
    fix: 'Try again in a few minutes. Your link remains valid.',
  },
  authorityBadReply: {
    title: 'The reply of the authority cannot be read',
    cause: 'It does not have the expected shape; some equipment on the network may have changed it.',
    fix: 'Try again from another network. If it happens again, contact support.',
  },
  tooManyRequests: {
    title: 'Too many requests in a row',
    cause: 'The authority limits the pace of requests. No try was spent.',
    detail: 'The authority limits the pace of requests. No try was spent. You can try again {{retryAfterSeconds}}.',
    fix: 'Wait a little, then try again.',
  },
  vaultUnavailable: {
    title: 'The authority cannot compute the response',
    cause: 'Its key vault is unavailable for now. Nothing was sent to the token.',
    fix: 'Try again in a few minutes. Your link and your tries remain valid.',
  },
  requestInvalid: {
    title: 'The authority did not understand the request',
    cause: 'This version of Clavis and that of the authority may no longer match.',
    fix: 'Install the latest version of Clavis, or contact support.',
  },
  notFound: {
    title: 'The authority cannot find what is asked for',
    cause: 'This version of Clavis and that of the authority may no longer match.',
    fix: 'Install the latest version of Clavis, or contact support.',
  },
  idempotencyMismatch: {
    title: 'Two different requests bear the same mark',
    cause: 'The authority refused, to be safe. Nothing was sent to the token.',
    fix: 'Start again from the link. If it happens again, contact support.',
  },
  mediaTypeRefused: {
    title: 'This type of file is not accepted',
    cause: 'The authority takes certain types of file only, and the content must be what it is said to be.',
    fix: 'Save the document as PDF, PNG or JPEG, then try again.',
  },
  cursorUnknown: {
    title: 'The copy of your account has to be made anew',
    cause: 'The authority no longer knows where this copy had stopped; it may have been restored from a backup.',
    fix: 'Try again: Clavis reads your account from the beginning.',
  },
  busy: {
    title: 'An operation is already under way',
    cause: 'Clavis does one thing at a time with your token.',
    fix: 'Wait until the operation ends.',
  },
  callRejected: {
    title: 'Request refused by Clavis',
    cause: 'The window sent a malformed request, which was not carried out.',
    fix: 'Close and reopen Clavis. If it happens again, contact support.',
  },
  internal: {
    title: 'Clavis has met an error',
    cause: 'Something unexpected happened. Clavis will read the state of the token before going on.',
    fix: 'Try again. If it happens again, contact support with the reference below.',
  },
  cardHostRestarted: {
    title: 'The part that speaks to the token has restarted',
    cause: 'It stopped, often because of a driver. Nothing was sent to the token again.',
    fix: 'Resume. You will be asked for the PIN again if it was not written yet.',
  },
  notAvailable: {
    title: 'This action is not available here',
    cause: 'It does not exist in this installation or in the present state.',
    fix: 'Go back to the previous page.',
  },
  clockWrong: {
    title: 'The clock of this computer is wrong',
    cause: 'It differs by more than two minutes from that of the authority. The dates of your certificates and links may be misjudged.',
    fix: 'Turn on automatic time in the settings of the system, then run the diagnosis again.',
  },
  moduleUnreadable: {
    title: 'This PKCS#11 module cannot be loaded',
    cause: 'The file is not a PKCS#11 module for this system, or a library it depends on is missing.',
    fix: 'Install the software that brought it again, or remove this module from the list.',
  },
  moduleHung: {
    title: 'This PKCS#11 module no longer answers',
    cause: 'The module did not answer in time. Clavis has stopped it; nothing else is affected.',
    fix: 'Plug the token in again and retry. If it happens again, update the software that brought it.',
  },
  moduleCrashed: {
    title: 'This PKCS#11 module has crashed',
    cause: 'The module crashed in the process where Clavis isolates it. Nothing else is affected.',
    fix: 'Update the software that brought it, or remove this module from the list.',
  },
  moduleFailed: {
    title: 'The PKCS#11 module refused the operation',
    cause: 'The module answered with an error.',
    detail: 'The module answered {{ckr}}.',
    fix: 'Try again; if it happens again, send the diagnosis to your support.',
  },
  keyNotFound: {
    title: 'The key is no longer there',
    cause: 'The module no longer shows this key: the token was removed or exchanged.',
    fix: 'Put the token back, then try again.',
  },
};
