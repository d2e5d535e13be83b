import { createHash } from 'node:crypto';
import type { ReaderQueue } from '../card/reader-queue/reader-queue.ts';
import type { ReaderStatus, SmartCardService } from '../ports/smart-card-service.ts';

/** A reader as last listed. */
export interface KnownReader {
  readonly readerId: string;
  readonly service: SmartCardService;
  readonly status: ReaderStatus;
  /** All work on this reader goes through here, one thing after the other. */
  readonly queue: ReaderQueue;
}

/** Stable for one reader name of one service; tells nothing and fits the IPC schema. */
export function readerIdOf(serviceIndex: number, name: string): string {
  return `r${serviceIndex}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
