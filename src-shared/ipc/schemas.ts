import { z } from 'zod';
import { SERIAL_PATTERN, SERIAL_TAIL_LENGTH } from '../domain/serial.ts';
import { LINK_MAX_LENGTH } from '../links/unblock-link.ts';
import { PIN_MAX_LENGTH } from '../pin/pin-format.ts';
import type { IpcVerbs, VerbName } from './verbs.ts';

/** A string that JSON, a database and a screen all take: no lone surrogate, no NUL. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes('\0'));

const id = z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/u);
const pinBytes = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= PIN_MAX_LENGTH);
const nothing = z.undefined();
const pinEntry = {
  serial: z.string().regex(SERIAL_PATTERN),
  triesShown: z.number().int().min(0).max(15).nullable(),
  serialTail: z.string().max(SERIAL_TAIL_LENGTH).regex(/^[0-9A-Fa-f]*$/u).nullable(),
};

/** Longest answer to a secret question, in UTF-16 units; the authority's contract has the same. */
export const ANSWER_MAX_LENGTH = 200;

/** Schema of each verb's input, checked once, at main's door. Unknown keys are refused. */
export const INPUT_SCHEMAS = {
  'app.view': nothing,
  'app.setLanguage': z.strictObject({ language: z.enum(['fr', 'en']) }),
  'app.openLink': z.strictObject({ target: z.enum(['revocation', 'reorder', 'office']) }),
  'app.protectScreen': z.strictObject({ protect: z.boolean() }),
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
} satisfies { [V in VerbName]: z.ZodType<IpcVerbs[V]['input']> };
