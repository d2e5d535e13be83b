/** One line per event. Values are plain and short; a secret has no way in, since nothing that holds one is accepted. */
export interface Log {
  event(name: string, fields?: Readonly<Record<string, string | number | boolean | null>>): void;
}

/** Where a bug happened, for the log: the kind of error and its frames. Its message stays out, it may quote what was being handled. */
export function bugOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return [thrown.name, ...frames.slice(0, 6).map((line) => line.trim())].join(' | ');
}
