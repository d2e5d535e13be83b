import { z } from 'zod';
import {
  DIAGNOSTIC_FACTS,
  DIAGNOSTIC_IDS,
  DIAGNOSTIC_VALUES,
  type DiagnosticFactName,
  type DiagnosticReport,
} from '../../../src-shared/domain/diagnostics.ts';
import { isErrorCode, type ErrorCode } from '../../../src-shared/errors/error-table.ts';

/** Longest text of a fact. */
export const FACT_MAX = 80;

const text = z.string().min(1).max(FACT_MAX).regex(/^[^\p{C}/\\]*$/u);
const count = z.number().int().min(0).max(1000);

/** What each fact may be: a name that is not in this list has nowhere to go. Free texts hold no separator of paths. */
const FACTS: { readonly [N in DiagnosticFactName]: z.ZodType<string | number | boolean> } = {
  os: text,
  osVersion: text,
  architecture: text,
  appVersion: text,
  electronVersion: text,
  session: z.enum(DIAGNOSTIC_VALUES.session),
  sandbox: z.enum(DIAGNOSTIC_VALUES.sandbox),
  library: text,
  libraryVersion: text,
  daemonVersion: text,
  reader: text,
  virtual: z.boolean(),
  readerDriver: text,
  readerState: z.enum(DIAGNOSTIC_VALUES.readerState),
  pinpad: z.boolean(),
  atr: z.string().regex(/^(?:[0-9A-F]{2}){1,36}$/u),
  profile: z.string().regex(/^[a-z0-9-]{1,20}$/u),
  model: text,
  serialTail: z.string().regex(/^[0-9A-F]{4}$/u),
  triesLeft: count,
  triesMax: count,
  pukTriesLeft: count,
  certificates: count,
  keys: count,
  driverNeeded: z.boolean(),
  module: text,
  moduleId: z.string().regex(/^[A-Za-z0-9:_-]{1,64}$/u),
  moduleFound: z.boolean(),
  moduleSource: z.enum(DIAGNOSTIC_VALUES.moduleSource),
  moduleVersion: text,
  slots: count,
  host: z.string().regex(/^[a-zA-Z0-9.:[\]-]{1,253}$/u),
  skewSeconds: z.number().int(),
};

const facts = z.strictObject(Object.fromEntries(DIAGNOSTIC_FACTS.map((name) => [name, FACTS[name].optional()])));

/** Of a problem's details, those that tell nothing of a person: the name of a CKR and the host of the authority. */
const details = z.strictObject({ ckr: z.string().regex(/^CKR_[A-Z0-9_]{1,60}$/u).optional(), host: FACTS.host.optional() });

const line = z.strictObject({
  id: z.enum(DIAGNOSTIC_IDS),
  status: z.enum(['ok', 'warning', 'failed', 'notDone']),
  problem: z.strictObject({ code: z.custom<ErrorCode>(isErrorCode), details }).nullable(),
  facts,
});

/** A report as it may leave the use-case: nothing else than this passes. */
export const reportSchema = z.strictObject({ at: z.number(), lines: z.array(line).max(500) }) as z.ZodType<DiagnosticReport>;
