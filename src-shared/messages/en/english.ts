import { account } from './account.ts';
import { accountGate } from './account-gate.ts';
import { answers } from './answers.ts';
import { certificates } from './certificates.ts';
import { confirmation } from './confirmation.ts';
import { copy } from './copy.ts';
import { diagnosis } from './diagnosis.ts';
import { diagnostics } from './diagnostics.ts';
import { drivers } from './drivers.ts';
import { entry } from './entry.ts';
import { frame } from './frame.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { journal } from './journal.ts';
import { mailLink } from './mail-link.ts';
import { mailbox } from './mailbox.ts';
import { pin } from './pin.ts';
import { arrival, away, gate, pinTask, returned, unsure } from './pin-task.ts';
import { problem } from './problem.ts';
import { proof } from './proof.ts';
import { requestDetail } from './request-detail.ts';
import { requestForm } from './request-form.ts';
import { requests } from './requests.ts';
import { revoke } from './revoke.ts';
import { service } from './service.ts';
import { signIn } from './sign-in.ts';
import { signUp } from './sign-up.ts';
import { terms } from './terms.ts';
import { tokens } from './tokens.ts';
import { wizard } from './wizard.ts';

import type { french } from '../fr/french.ts';
import type { WordsOf } from '../words-of.ts';

export const english: WordsOf<typeof french> = {
  account,
  accountGate,
  answers,
  arrival,
  away,
  certificates,
  confirmation,
  copy,
  diagnosis,
  diagnostics,
  drivers,
  entry,
  frame,
  gate,
  help,
  home,
  journal,
  mailLink,
  mailbox,
  pin,
  pinTask,
  problem,
  proof,
  requestDetail,
  requestForm,
  requests,
  returned,
  revoke,
  service,
  signIn,
  signUp,
  terms,
  tokens,
  unsure,
  wizard,
};
