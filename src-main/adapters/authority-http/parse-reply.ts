import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * A reply by the contract. A field that this version does not know is left out: an authority is brought up to date before the programs
 * that ask it, and what it says more must not keep them from what they understand. All else is as the contract has it: what is missing
 * or of another form is no reply of ours.
 * @param value JSON; fields that are unknown are taken out of it
 * @returns null when it is no such reply
 */
export function parseReply<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | null {
  for (;;) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const unknown = unknownFields(parsed.error.issues, []);
    if (unknown === null) return null;
    for (const { path, keys } of unknown) leaveOut(value, path, keys);
  }
}

interface Unknown {
  readonly path: readonly PropertyKey[];
  readonly keys: readonly string[];
}

/** Where there is nothing wrong but unknown fields, these; null where there is more. */
function unknownFields(issues: readonly Issue[], at: readonly PropertyKey[]): readonly Unknown[] | null {
  const found: Unknown[] = [];
  for (const issue of issues) {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') found.push({ path, keys: issue.keys });
    else if (issue.code === 'invalid_union') {
      // Of the forms that a value may have, the one to which it is too much, not too little.
      const form = issue.errors.map((errors) => unknownFields(errors, path)).find((one) => one !== null && one.length > 0);
      if (form === undefined || form === null) return null;
      found.push(...form);
    } else return null;
  }
  return found.length > 0 ? found : null;
}

function leaveOut(value: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  let at = value as Record<PropertyKey, unknown>;
  for (const key of path) at = at[key] as Record<PropertyKey, unknown>;
  for (const key of keys) delete at[key];
}
