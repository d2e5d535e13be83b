import { z } from 'zod';
import { LINK_MAX_LENGTH } from '../links/unblock-link.ts';
import { ACCOUNT_SCHEMAS } from './account-schemas.ts';
import { pinBytes, pinEntry } from './pin-schemas.ts';
import type { IpcVerbs, VerbName } from './verbs.ts';

/** A string that JSON, a database and a screen all take: no lone surrogate, no NUL. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'));

const id = z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/u);
const nothing = z.undefined();

/** Longest answer to a secret question, in UTF-16 units; the authority's contract has the same. */
export const ANSWER_MAX_LENGTH = 200;

/** Schema of each verb's input, checked once, at main's door. Unknown keys are refused. */
export const INPUT_SCHEMAS = {
  'app.view': nothing,
  'app.setLanguage': z.strictObject({ language: z.enum(['fr', 'en']) }),
  'app.openLink': z.strictObject({ target: z.enum(['revocation', 'reorder', 'office']) }),
  'app.protectScreen': z.strictObject({ protect: z.boolean() }),
  'app.answerQuit': z.strictObject({ reply: z.enum(['shown', 'stay', 'quit']) }),
  'tokens.refresh': nothing,
  'virtualReader.setInserted': z.strictObject({ readerId: id, inserted: z.boolean() }),
  'mailbox.list': nothing,
  'mailbox.useLink': z.strictObject({ mailId: id }),
  'mailbox.openPage': z.strictObject({ mailId: id }),
  'pin.verify': z.strictObject({ ...pinEntry, pin: pinBytes }),
  'pin.change': z.strictObject({ ...pinEntry, current: pinBytes, next: pinBytes, confirmation: pinBytes }),
  'pin.unblockByPuk': z.strictObject({ ...pinEntry, puk: pinBytes, next: pinBytes, confirmation: pinBytes }),
  'diagnostics.run': nothing,
  'diagnostics.preview': nothing,
  'diagnostics.save': nothing,
  'diagnostics.addModule': nothing,
  'diagnostics.removeModule': z.strictObject({ moduleId: id }),
  'unblock.view': nothing,
  'unblock.requestLink': z.strictObject({ readerId: id }),
  'unblock.pasteLink': z.strictObject({ text: text(LINK_MAX_LENGTH) }),
  'unblock.begin': nothing,
  'unblock.recheck': nothing,
  'unblock.next': nothing,
  'unblock.previous': nothing,
  'unblock.choosePin': z.strictObject({ pin: pinBytes, confirmation: pinBytes }),
  'unblock.submitAnswers': z.strictObject({
    answers: z
      .array(z.strictObject({ questionId: id, answer: text(ANSWER_MAX_LENGTH) }))
      .min(1)
      .max(8),
  }),
  'unblock.resume': nothing,
  'unblock.leave': nothing,
  'unblock.saveReceipt': nothing,
  ...ACCOUNT_SCHEMAS,
} satisfies { [V in VerbName]: z.ZodType<IpcVerbs[V]['input']> };
