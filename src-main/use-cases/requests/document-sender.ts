import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AccountEvents, RequestVerbs } from '../../../src-shared/ipc/account-verbs.ts';
import type { AccountSession } from '../account/account-session.ts';
import { documentType } from './document-type.ts';

type Sent = RequestVerbs['requests.addDocument'];
type Name = RequestVerbs['requests.cancelUpload']['input'];

interface DocumentSender {
  /** @throws AppError documentRefused, or what the authority replied; when it was called back: only where nobody could ask what became of it. Of one that was not taken nothing stands in the request, where that can be asked. */
  readonly send: (input: Sent['input']) => Promise<Sent['output']>;
  readonly cancel: (name: Name) => void;
}

/** Documents on their way to the authority, each of which its person can call back. */
export function documentSender(session: () => Pick<AccountSession, 'call'>, onProgress: (progress: AccountEvents['requests.progress']) => void): DocumentSender {
  const underWay = new Set<Name & { readonly end: AbortController }>();

  async function sendUntil(signal: AbortSignal, { requestId, kind, fileName, bytes }: Sent['input']): Promise<Sent['output']> {
    const type = documentType(bytes);
    if (type === null) throw new AppError('documentRefused', { fault: 'type' });
    // The door overwrites what it was given when the call ends, which a lost reply must not turn into other bytes.
    const own = Uint8Array.from(bytes);
    const size = own.length;
    const announced = { kind, fileName, type, size, sha256: createHash('sha256').update(own).digest('hex') };
    // Short, and not broken off: its answer is the name of what would have to be taken back.
    const { documentId } = await session().call('announceDocument', { params: { requestId }, body: announced, idempotencyKey: randomUUID() });
    try {
      signal.throwIfAborted();
      onProgress({ requestId, fileName, sent: 0, size });
      await session().call('uploadDocument', { params: { requestId, documentId }, body: { type, bytes: own }, signal, onProgress: (sent) => onProgress({ requestId, fileName, sent, size }) });
      return { documentId };
    } catch (error) {
      if (signal.aborted) return { documentId: (await isTaken(requestId, documentId)) ? documentId : null };
      if (await isTakenAfterAll(requestId, documentId)) return { documentId };
      throw error;
    }
  }

  /** Its reply may be all that was lost. Where nobody can be asked now either, its own error is the one to tell. */
  async function isTakenAfterAll(requestId: string, documentId: string): Promise<boolean> {
    try {
      return await isTaken(requestId, documentId);
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** Whether the authority has it whole; else not even its announcement stays. */
  async function isTaken(requestId: string, documentId: string): Promise<boolean> {
    const { documents } = await session().call('readRequest', { params: { requestId } });
    const document = documents.find((one) => one.documentId === documentId);
    if (document === undefined) return false;
    if (document.content === 'received') return true;
    await session().call('removeDocument', { params: { requestId, documentId }, idempotencyKey: randomUUID() });
    return false;
  }

  return {
    async send(input) {
      const one = { requestId: input.requestId, fileName: input.fileName, end: new AbortController() };
      underWay.add(one);
      try {
        return await sendUntil(one.end.signal, input);
      } finally {
        underWay.delete(one);
      }
    },
    cancel({ requestId, fileName }) {
      for (const one of underWay) if (one.requestId === requestId && one.fileName === fileName) one.end.abort();
    },
  };
}
