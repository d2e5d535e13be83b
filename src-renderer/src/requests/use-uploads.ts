import { useEffect, useRef, useState } from 'react';
import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import type { DocumentKind } from '../../../src-shared/domain/request-codes.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { clavis } from '../bridge.ts';
import { judgeFile, type FileVerdict } from './judge-file.ts';

export interface Upload {
  readonly key: string;
  readonly fileName: string;
  /** Bytes; `sent` counts up while it is under way. */
  readonly size: number;
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'cancelling' | 'cancelled' | 'done' | 'refused' | 'failed';
  /** Why it was not sent at all. */
  readonly verdict: FileVerdict;
  /** Why sending it came to nothing. */
  readonly problem: Problem | null;
}

interface Uploads {
  readonly uploads: readonly Upload[];
  /** Sends files one after another, each judged before; those added meanwhile wait for their turn. */
  readonly add: (files: readonly File[], kind: DocumentKind) => void;
  /** Calls one back that waits or is on its way. One that the authority has already is not called back any more. */
  readonly cancel: (upload: Upload) => void;
}

const UNDER_WAY: ReadonlySet<Upload['state']> = new Set(['waiting', 'sending', 'cancelling']);

let count = 0;

/** Documents on their way to a request. */
export function useUploads(detail: RequestDetail, onChanged: () => void): Uploads {
  const { requestId } = detail;
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const line = useRef<Promise<void>>(Promise.resolve());
  /** Keys of those whose person wants them back. */
  const unwanted = useRef<Set<string>>(new Set());
  const change = (key: string, more: Partial<Upload>) => setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...more } : one)));

  useEffect(
    () =>
      clavis.on('requests.progress', (progress) => {
        if (progress.requestId !== requestId) return;
        setUploads((all) => all.map((one) => (one.state === 'sending' && one.fileName === progress.fileName ? { ...one, sent: progress.sent } : one)));
      }),
    [requestId],
  );

  const add = (files: readonly File[], kind: DocumentKind) => {
    const under = uploads.filter(({ state }) => UNDER_WAY.has(state));
    const sizes = [...detail.documents, ...under].map(({ size }) => size);
    const wanted = files.map((file) => {
      const verdict = judgeFile(file, sizes);
      if (verdict === 'ok') sizes.push(file.size);
      count += 1;
      const upload: Upload = { key: `${count}`, fileName: file.name.trim(), size: file.size, sent: 0, state: verdict === 'ok' ? 'waiting' : 'refused', verdict, problem: null };
      return { file, upload };
    });
    setUploads((all) => [...all.filter(({ state }) => UNDER_WAY.has(state)), ...wanted.map(({ upload }) => upload)]);
    line.current = line.current.then(() => sendAll(wanted, kind));
  };

  const sendAll = async (wanted: readonly { readonly file: File; readonly upload: Upload }[], kind: DocumentKind): Promise<void> => {
    let taken = false;
    for (const { file, upload } of wanted) {
      const isUnwanted = () => unwanted.current.has(upload.key);
      if (upload.verdict !== 'ok' || isUnwanted()) continue;
      change(upload.key, { state: 'sending' });
      const end = await send({ requestId, kind, fileName: upload.fileName }, file, isUnwanted);
      change(upload.key, end.state === 'done' ? { state: 'done', sent: upload.size } : end);
      taken ||= end.state === 'done';
    }
    if (taken) onChanged();
  };

  const cancel = ({ key, fileName, state }: Upload) => {
    unwanted.current.add(key);
    change(key, { state: state === 'waiting' ? 'cancelled' : 'cancelling' });
    // What became of it is the answer of the call that sends it, also where this one is lost.
    if (state === 'sending') void clavis.requests.cancelUpload({ requestId, fileName }).catch(() => undefined);
  };
  return { uploads, add, cancel };
}

type End = { readonly state: 'done' | 'cancelled' } | { readonly state: 'failed'; readonly problem: Problem };

async function send(to: { readonly requestId: string; readonly kind: DocumentKind; readonly fileName: string }, file: File, isUnwanted: () => boolean): Promise<End> {
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    // Called back while it was read: main has not heard of it yet.
    if (isUnwanted()) return { state: 'cancelled' };
    const reply = await clavis.requests.addDocument({ ...to, bytes });
    if (!reply.ok) return { state: 'failed', problem: reply.problem };
    return { state: reply.value.documentId === null ? 'cancelled' : 'done' };
  } catch {
    // The file went away while it was read, or main is gone.
    return { state: 'failed', problem: { code: 'internal', details: {} } };
  }
}
