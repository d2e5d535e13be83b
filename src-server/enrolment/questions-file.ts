import { z } from 'zod';
import { UsageError } from '../commands/usage-error.ts';
import { QUESTIONS_MAX } from './token-enrolment.ts';

const questionsFile = z
  .array(z.strictObject({ question: z.string(), answer: z.string() }))
  .min(1)
  .max(QUESTIONS_MAX);

/** `[{"question": "…", "answer": "…"}]`, nothing else. @throws UsageError; what is in the file is never part of it. */
export function readQuestionsFile(path: string, content: Uint8Array): z.output<typeof questionsFile> {
  const refused = new UsageError(`${path} must be JSON in UTF-8: a list of 1 to ${QUESTIONS_MAX} {"question": "…", "answer": "…"}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    // The parser's own message would quote the file.
    throw refused;
  }
  const parsed = questionsFile.safeParse(value);
  if (!parsed.success) throw refused;
  return parsed.data;
}
