import { accountGate } from './account-gate.ts';
import { answers } from './answers.ts';
import { confirmation } from './confirmation.ts';
import { diagnosis } from './diagnosis.ts';
import { diagnostics } from './diagnostics.ts';
import { entry } from './entry.ts';
import { frame } from './frame.ts';
import { help } from './help.ts';
import { mailbox } from './mailbox.ts';
import { pin } from './pin.ts';
import { arrival, away, gate, pinTask, returned, unsure } from './pin-task.ts';
import { problem } from './problem.ts';
import { requestDetail } from './request-detail.ts';
import { requestForm } from './request-form.ts';
import { requests } from './requests.ts';
import { service } from './service.ts';
import { tokens } from './tokens.ts';
import { wizard } from './wizard.ts';

import type { french } from '../fr/french.ts';
import type { WordsOf } from '../words-of.ts';

export const english: WordsOf<typeof french> = {
  accountGate,
  answers,
  arrival,
  away,
  confirmation,
  diagnosis,
  diagnostics,
  entry,
  frame,
  gate,
  help,
  mailbox,
  pin,
  pinTask,
  problem,
  requestDetail,
  requestForm,
  requests,
  returned,
  service,
  tokens,
  unsure,
  wizard,
};
