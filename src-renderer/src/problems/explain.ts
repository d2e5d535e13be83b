import type { Language } from '../../../src-shared/domain/views.ts';
import { formatSerial, SERIAL_PATTERN } from '../../../src-shared/domain/serial.ts';
import {
  ERROR_TABLE,
  type ErrorAction,
  type ErrorActor,
  type ErrorDetails,
  type Problem,
} from '../../../src-shared/errors/error-table.ts';
import { english } from '../../../src-shared/messages/en/english.ts';
import { errors as englishErrors } from '../../../src-shared/messages/en/errors.ts';
import { errors as frenchErrors } from '../../../src-shared/messages/fr/errors.ts';
import { french } from '../../../src-shared/messages/fr/french.ts';
import { formatUntil } from '../../../src-shared/messages/format-time.ts';

/** A failure in words: what happened, why, what to do, who can do it, and the button that does it. */
export interface Explanation {
  /** Stable and searchable, as a person reads it: "E-TOK-05". */
  readonly id: string;
  readonly title: string;
  readonly cause: string;
  readonly fix: string;
  /** `calm`: an interruption that its button settles; `grave`: something was refused or someone else has to act. */
  readonly tone: 'calm' | 'grave';
  readonly who: ErrorActor;
  readonly whoLabel: string;
  readonly action: ErrorAction;
  /** Null when there is nothing to press. */
  readonly actionLabel: string | null;
}

const ERRORS = { fr: frenchErrors, en: englishErrors } as const;
const WORDS = { fr: french.problem, en: english.problem } as const;

type ProblemWord = keyof typeof french.problem;

const ACTION_LABELS = {
  retry: 'actionRetry',
  resume: 'actionResume',
  requestLink: 'actionRequestLink',
  pasteLink: 'actionPasteLink',
  choosePin: 'actionChoosePin',
  correctAnswers: 'actionCorrectAnswers',
  contactOffice: 'actionContactOffice',
  revokeOrReorder: 'actionRevokeOrReorder',
  close: 'actionClose',
  diagnose: 'actionDiagnose',
  none: null,
} as const satisfies Record<ErrorAction, ProblemWord | null>;

const WHO_LABELS = {
  holder: 'whoHolder',
  office: 'whoOffice',
  support: 'whoSupport',
} as const satisfies Record<ErrorActor, ProblemWord>;

const CALM_ACTIONS: ReadonlySet<ErrorAction> = new Set<ErrorAction>(['retry', 'resume', 'close', 'none']);

/** The one place where a code becomes words. Exhaustive by type: a new code without words does not compile. */
export function explain(problem: Problem, language: Language): Explanation {
  const entry = ERROR_TABLE[problem.code];
  const said = ERRORS[language][problem.code];
  const words = WORDS[language];
  const label = ACTION_LABELS[entry.action];
  return {
    id: entry.id,
    title: said.title,
    cause: (said.detail === undefined ? null : fill(said.detail, problem.details, language)) ?? said.cause,
    fix: said.fix,
    tone: entry.who === 'holder' && CALM_ACTIONS.has(entry.action) ? 'calm' : 'grave',
    who: entry.who,
    whoLabel: words[WHO_LABELS[entry.who]],
    action: entry.action,
    actionLabel: label === null ? null : words[label],
  };
}

/** Null when a value is missing or empty: the sentence without values is said instead. */
function fill(sentence: string, details: ErrorDetails, language: Language): string | null {
  let complete = true;
  const filled = sentence.replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => {
    const value = details[name];
    if (value === undefined || value === '') complete = false;
    return value === undefined ? '' : shown(name, value, language);
  });
  return complete ? filled : null;
}

function shown(name: string, value: string | number | boolean, language: Language): string {
  if (name === 'retryAfterSeconds' && typeof value === 'number') return formatUntil(value * 1000, 0, language);
  if (typeof value === 'string' && SERIAL_PATTERN.test(value)) return formatSerial(value);
  return String(value);
}
