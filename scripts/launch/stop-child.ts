import type { ChildProcess } from 'node:child_process';

/** Asks a child to end, ends it when it does not within the limit, and resolves when it is gone. */
export async function stopChild(child: ChildProcess, limitMs = 5000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await gone;
  clearTimeout(hard);
}
