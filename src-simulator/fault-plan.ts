import { z } from 'zod';

/**
 * Faults a virtual reader makes happen, as plain JSON: a development build takes it from an environment variable, a sweep
 * makes one per APDU index. Each fault strikes once.
 *
 * `at` says which exchange: `{ apdu: n }` the n-th APDU since the plan was armed, `{ ins: "82", nth: 2 }` the second one with
 * that INS, `{ connect: n }` the n-th connect. `when` says whether the card applied the command: `before` it did not, `after`
 * it did. For `resetByOther` and `sharingViolation`, which real readers make between two commands, `after` lets the answer
 * through and strikes then. `wrongResponse` flips a bit of the command before the card sees it, whatever `when` says.
 */
const atSchema = z.union([
  z.strictObject({ apdu: z.int().min(1) }),
  z.strictObject({ ins: z.string().regex(/^[0-9A-Fa-f]{2}$/u), nth: z.int().min(1).default(1) }),
  z.strictObject({ connect: z.int().min(1) }),
]);
const strike = { at: atSchema, when: z.enum(['before', 'after']) };

const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...strike,
    kind: z.enum(['remove', 'readerUnplug', 'resetByOther', 'serviceStop', 'swap', 'sharingViolation', 'wrongResponse']),
  }),
  z.strictObject({
    ...strike,
    kind: z.literal('commError'),
    error: z.enum(['SCARD_F_COMM_ERROR', 'SCARD_E_NOT_TRANSACTED']).default('SCARD_F_COMM_ERROR'),
  }),
  z.strictObject({
    ...strike,
    kind: z.literal('malformed'),
    variant: z.enum(['short', 'long', 'garbageTlv', 'loop61', 'zeros20k']),
  }),
]);

export const faultPlanSchema = z.array(faultSchema);
export type FaultPlan = z.infer<typeof faultPlanSchema>;
/** A plan as it is written: what has a default may be left out. */
export type FaultPlanInput = z.input<typeof faultPlanSchema>;
export type Fault = FaultPlan[number];

/** @throws on text that is not a plan. */
export function parseFaultPlan(text: string): FaultPlan {
  return faultPlanSchema.parse(JSON.parse(text));
}
