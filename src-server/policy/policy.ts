import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How many people an act of an office takes. `fourEyes`: the one who asks, and another one who agrees. */
const oneOrTwo = z.enum(['oneOperator', 'fourEyes']);

/**
 * What an organisation decides for itself, as data. What the file leaves out has the value that stands here: unblocking
 * without a second person, and answers that stay locked for good.
 */
export const policy = z.strictObject({
  unblock: z
    .strictObject({
      /** fourEyes: a person of the office agrees before the authority computes a response. */
      approval: z.enum(['none', 'fourEyes']).default('none'),
      /** Unblock sessions opened a day for one token (ROBUSTNESS 3.3). */
      sessionsPerDay: z.number().int().min(1).max(100).default(3),
      /** Sets of answers judged a day for one token, besides its three tries. */
      answersPerDay: z.number().int().min(3).max(100).default(5),
      /** Links mailed a day to one address, whatever the token. */
      linksPerAddressAndDay: z.number().int().min(1).max(1000).default(20),
      /** Links asked for an hour from one network; behind one address may be a whole company. */
      linksPerNetworkAndHour: z.number().int().min(1).max(100_000).default(60),
    })
    .prefault({}),
  /** Tries of the answers given back after the holder was seen in person. */
  reopenAnswers: z.enum(['never', 'oneOperator', 'fourEyes']).default('never'),
  /** A certificate revoked by an operator in the holder's place. */
  revokeForOther: oneOrTwo.default('oneOperator'),
  approvals: z
    .strictObject({
      /** How long a request to a second person stands, where nothing else ends it sooner. */
      hours: z.number().int().min(1).max(24 * 30).default(72),
      /** How soon an app asks again whether somebody has agreed. */
      askAgainSeconds: z.number().int().min(1).max(3600).default(15),
    })
    .prefault({}),
  /** Tickets opened and tries given back by one operator. */
  operatorActsPerHour: z.number().int().min(1).max(10_000).default(30),
  appointments: z
    .strictObject({
      /** Until when before its time an appointment may be moved or cancelled by the holder. */
      changeableHours: z.number().int().min(0).max(24 * 14).default(24),
      /** How far ahead one may book. */
      daysAhead: z.number().int().min(1).max(366).default(60),
      /** Appointments to come that one person may hold. */
      openPerPerson: z.number().int().min(1).max(100).default(3),
    })
    .prefault({}),
});

export type Policy = z.output<typeof policy>;

export const DEFAULT_POLICY: Policy = policy.parse({});

/** @throws Error with one sentence that names the field, for what is no policy: an authority does not start on half of one. */
export function readPolicy(file: string): Policy {
  const parsed = policy.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`CLAVIS_POLICY_FILE: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'invalid'}`);
}
