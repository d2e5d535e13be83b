import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import process from 'node:process';
import { UsageError } from '../commands/usage-error.ts';

export interface PrivateFile {
  /** The caller overwrites it when done. */
  readonly content: Uint8Array;
  /** Others than its owner may read or write it. Never known on Windows, which has no such bits. */
  readonly open: boolean;
}

/**
 * Reads a file that holds secrets, once. A link is followed; what it leads to must be a regular file.
 * @throws UsageError naming the file and what to do; never what is in it.
 */
export function readPrivateFile(path: string, maxBytes: number): PrivateFile {
  // Without O_NONBLOCK, opening a pipe would wait for its other end.
  const descriptor = opening(path, () => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new UsageError(`${path} is no regular file`);
    if (stat.size > maxBytes) throw new UsageError(`${path} is larger than ${maxBytes} bytes`);
    const open = process.platform !== 'win32' && (stat.mode & 0o077) !== 0;
    // Memory of its own, not of Node's shared pool, so that overwriting it leaves nothing.
    const content = new Uint8Array(stat.size);
    let length = 0;
    while (length < content.length) {
      const read = opening(path, () => readSync(descriptor, content, length, content.length - length, length));
      if (read === 0) break;
      length += read;
    }
    return { content: content.subarray(0, length), open };
  } finally {
    closeSync(descriptor);
  }
}

/** Names the file, and the system's own word for what is wrong with it. */
function opening<T>(path: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed';
    throw new UsageError(code === 'ENOENT' ? `${path} does not exist` : `${path} cannot be read (${code})`, { cause });
  }
}
