import type { localErrors as french } from '../fr/errors-local.ts';
import type { WordsOf } from '../words-of.ts';

export const localErrors: WordsOf<typeof french> = {
  localCopyDamaged: {
    title: 'The local copy of your account is damaged',
    cause: 'Its file can no longer be read as a whole. Nothing is lost at the authority.',
    fix: 'Try again: Clavis sets this file aside and makes a new one from the authority.',
  },
  localCopyReadOnly: {
    title: 'The local copy of your account cannot be written',
    cause: 'Its file, or the disk it lies on, is read-only. You can look at everything.',
    fix: 'Allow writing in that place, or contact support, then try again.',
  },
  localCopyFull: {
    title: 'The disk is full',
    cause: 'The local copy of your account can no longer grow. What is in it remains readable.',
    fix: 'Make room on this disk, then try again.',
  },
  localCopyBusy: {
    title: 'Another Clavis already uses this local copy',
    cause: 'Two programs cannot write to it at the same time. Nothing was changed.',
    fix: 'Close the other Clavis, then open this one again.',
  },
  localCopyUnavailable: {
    title: 'The local copy of your account does not open',
    cause: 'The system refuses access to its file, or a part of Clavis is missing.',
    fix: 'Try again. If it happens again, contact support.',
  },
  keyringUnavailable: {
    title: 'The keyring of the system does not answer',
    cause: 'It is missing, locked or busy. Clavis keeps no secret anywhere else.',
    fix: 'Sign in to your system or unlock the keyring, then try again.',
  },
};
