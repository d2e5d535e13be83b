import type { cardErrors as french } from '../fr/errors-card.ts';
import type { WordsOf } from '../words-of.ts';

export const cardErrors: WordsOf<typeof french> = {
  serviceAbsent: {
    title: 'The smart-card service does not answer',
    cause: 'The part of the system that speaks to readers is stopped or not installed.',
    fix: 'Restart that service (pcscd on Linux) or the computer, then try again.',
  },
  noReader: {
    title: 'No reader is connected',
    cause: 'The computer sees neither a key nor a card reader.',
    fix: 'Plug in your key or your reader, on another USB port if need be.',
  },
  readerRemoved: {
    title: 'The reader was unplugged',
    cause: 'The reader went away during the operation. No try was spent.',
    fix: 'Plug it back in with the same token, then resume.',
  },
  readerBusy: {
    title: 'Another program is using this token',
    cause: 'A signing program, a browser or another session holds the token. Nothing was sent to it.',
    fix: 'Close that program, then try again.',
  },
  serviceStopped: {
    title: 'The smart-card service has stopped',
    cause: 'The system stopped the service during the operation.',
    fix: 'Plug your token in again, then resume. Clavis will read its state before anything else.',
  },
  noToken: {
    title: 'No token connected',
    cause: 'The token that is asked for is in none of the readers.',
    fix: 'Insert it, then try again.',
  },
  tokenRemoved: {
    title: 'The token was removed',
    cause: 'It was taken out during the operation. Clavis will read its state when it is back, and guess nothing.',
    fix: 'Insert the same token again, then resume.',
  },
  tokenUnreadable: {
    title: 'The token does not answer',
    cause: 'There is no contact with the chip.',
    fix: 'Take the token out, wait two seconds, push it fully back in, then try again.',
  },
  tokenUnknown: {
    title: 'This model of token is not recognised',
    cause: 'To be safe, Clavis sends no code to a model it does not know.',
    fix: 'Your office will tell you which program suits this token.',
  },
  wrongToken: {
    title: 'This is not the right token',
    cause: 'The connected token is not the one of this file. Nothing was sent to it.',
    detail: 'This file is about token no. {{expected}}; the connected token bears no. {{found}}. Nothing was sent to it.',
    fix: 'Take it out and insert the token of the file, then try again.',
  },
  tokenReset: {
    title: 'Another program used the token meanwhile',
    cause: 'The token was reset by another program. No try was spent.',
    fix: 'Close other signing programs, then resume.',
  },
  tokenMalformedAnswer: {
    title: 'The token gave an answer that makes no sense',
    cause: 'What it answered is not what this model must answer.',
    fix: 'Take the token out, insert it again, then try again. If it happens again, contact your office.',
  },
  tokenNotBlocked: {
    title: 'This token is not blocked',
    cause: 'Its PIN still works: there is nothing to unblock, and the link was not used.',
    fix: 'Use your present PIN. If you have forgotten it, contact your office before the last try.',
  },
  tokenCommandRefused: {
    title: 'The token refused a command',
    cause: 'The token did not accept a reading that the operation needs.',
    fix: 'Your office will check the state of the token with you.',
  },
  pinLength: {
    title: 'The code does not have the right length',
    cause: 'The code entered is too short or too long for this token. Nothing was sent to it.',
    fix: 'Enter a code of the length shown under the field.',
  },
  pinNotDigits: {
    title: 'The PIN may only hold digits',
    cause: 'A character that is not a digit from 0 to 9 was entered.',
    fix: 'Enter digits from 0 to 9 only.',
  },
  pinSequence: {
    title: 'This PIN is too easy to guess',
    cause: 'A sequence like 1234 is forbidden: it is the first one people try.',
    fix: 'Choose another PIN.',
  },
  pinRepeated: {
    title: 'This PIN is too easy to guess',
    cause: 'A PIN that repeats one digit or character is forbidden.',
    fix: 'Choose another PIN.',
  },
  pinMismatch: {
    title: 'The two codes differ',
    cause: 'The confirmation is not the same as the code entered.',
    fix: 'Enter the PIN and its confirmation again.',
  },
  pinRefusedByCard: {
    title: 'The token does not accept this PIN',
    cause: 'The token applies one more rule and refused the PIN you chose. It is still blocked, as before.',
    fix: 'Choose another PIN. Your link and your tries remain valid.',
  },
  pinNotHeld: {
    title: 'The PIN has to be chosen again',
    cause: 'The chosen PIN is kept in memory only; it was erased before it was written.',
    fix: 'Choose your PIN again. Your answers will not be asked again if they were accepted.',
  },
  addonMissing: {
    title: 'The part that reads cards is missing',
    cause: 'The part of Clavis that talks to readers was not installed for this computer, or the system refuses to load it.',
    fix: 'Install Clavis again. Until then you can practise on the virtual token.',
  },
  pcscLibraryMissing: {
    title: 'The system cannot read smart cards',
    cause: 'The system’s PC/SC library is not installed.',
    fix: 'On Debian or Ubuntu install the package “pcscd”, then try again.',
  },
  serviceAccessDenied: {
    title: 'The system forbids access to the readers',
    cause: 'A rule of the system (polkit, a sandbox or a remote session) denies your session the use of readers.',
    fix: 'Log in directly on this computer, or ask your support to allow access.',
  },
  serviceVersionMismatch: {
    title: 'Two versions of the card service do not understand each other',
    cause: 'The library inside a sandbox (Snap, Flatpak) is newer or older than the system’s service.',
    fix: 'Update the system, or install Clavis from its package rather than in a sandbox.',
  },
  remoteSession: {
    title: 'This session is open over the network',
    cause: 'The reader plugged in here may be reserved to the local session, or belong to the computer you connect from.',
    fix: 'Plug the token into the computer in front of you, and open Clavis on that one.',
  },
  sandboxed: {
    title: 'Clavis runs in a sandbox',
    cause: 'The Snap, Flatpak or container that runs it hides the smart card service.',
    fix: 'Allow access to smart cards in the settings of that package, or install Clavis by the package of the system.',
  },
  driverMissing: {
    title: 'No driver for this token',
    cause: 'Clavis does not read this model by itself, and no PKCS#11 module that could is installed.',
    fix: 'Your office will tell you which software to install for this token.',
  },
  tokenReadOnly: {
    title: 'This token can be read, not changed',
    cause: 'Clavis does not know this model well enough to send it a code without risk. Nothing was sent.',
    fix: 'Use the software that came with this token, or contact your office.',
  },
  signingNotSupported: {
    title: 'This model of token cannot be used to sign in yet',
    cause: 'Clavis can read this token, but not sign with it. Nothing was sent, no try was spent.',
    fix: 'Sign in with your password.',
  },
  signatureWrong: {
    title: 'The signature of the token is not right',
    cause: 'The PIN was right, no try is missing. The key that was used does not belong to the certificate.',
    fix: 'Contact your office: the token has to be checked.',
  },
  pinCounterChanged: {
    title: 'The number of tries has changed',
    cause: 'Another program has used this token since the number was shown. Nothing was sent.',
    detail: 'The token now tells {{triesLeft}}: another program has used it since the number was shown. Nothing was sent.',
    fix: 'Look at the tries left, then decide.',
  },
  pinLastTryUnconfirmed: {
    title: 'The last try needs a confirmation',
    cause: 'A failure would block this token. Nothing was sent.',
    fix: 'Retype the end of the token’s number, or stop here if you are not sure of your PIN.',
  },
  pinBlocked: {
    title: 'The PIN is blocked',
    cause: 'The token accepts no PIN any more. Your certificates can still be read.',
    fix: 'Unblock the token: you will choose a new PIN.',
  },
  pukBlocked: {
    title: 'The PUK is blocked',
    cause: 'The token accepts no PUK any more: it cannot be unblocked this way.',
    fix: 'Your office will tell you whether the token can still be unblocked or has to be replaced.',
  },
  pinUnchanged: {
    title: 'The new PIN is the same as the old one',
    cause: 'The current PIN and the new one are identical. Nothing was sent to the token.',
    fix: 'Choose another PIN.',
  },
  pinCharacters: {
    title: 'This character is not accepted',
    cause: 'This token accepts only letters without accents, digits and common signs.',
    fix: 'Type the code again, without accents.',
  },
  pinTriesLow: {
    title: 'Few PIN tries are left',
    cause: 'One more wrong PIN may block this token. This diagnosis has spent none.',
    fix: 'Try only if you are sure of your PIN. If in doubt, contact your office.',
  },
  pinCounterUnknown: {
    title: 'The number of PIN tries is unknown',
    cause: 'This token does not tell how many tries are left, or its answer makes no sense.',
    fix: 'Try only if you are sure of your PIN.',
  },
};
