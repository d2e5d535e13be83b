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
  readonly state: 'waiting' | 'sending' | 'done' | 'refused' | 'failed';
  /** Why it was not sent at all. */
  readonly verdict: FileVerdict;
  /** Why sending it came to nothing. */
  readonly problem: Problem | null;
}

interface Uploads {
  readonly uploads: readonly Upload[];
  /** Sends files one after another, each judged before; those added meanwhile wait for their turn. */
  readonly add: (files: readonly File[], kind: DocumentKind) => void;
}

let count = 0;

/** Documents on their way to a request. */
export function useUploads(detail: RequestDetail, onChanged: () => void): Uploads {
  const { requestId } = detail;
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const line = useRef<Promise<void>>(Promise.resolve());
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
    const under = uploads.filter(({ state }) => state === 'waiting' || state === 'sending');
    const sizes = [...detail.documents, ...under].map(({ size }) => size);
    const wanted = files.map((file) => {
      const verdict = judgeFile(file, sizes);
      if (verdict === 'ok') sizes.push(file.size);
      count += 1;
      const upload: Upload = { key: `${count}`, fileName: file.name.trim(), size: file.size, sent: 0, state: verdict === 'ok' ? 'waiting' : 'refused', verdict, problem: null };
      return { file, upload };
    });
    setUploads((all) => [...all.filter((one) => one.state === 'waiting' || one.state === 'sending'), ...wanted.map(({ upload }) => upload)]);
    line.current = line.current.then(() => sendAll(wanted, kind));
  };

  const sendAll = async (wanted: readonly { readonly file: File; readonly upload: Upload }[], kind: DocumentKind): Promise<void> => {
    let taken = false;
    for (const { file, upload } of wanted) {
      if (upload.verdict !== 'ok') continue;
      change(upload.key, { state: 'sending' });
      const problem = await send({ requestId, kind, fileName: upload.fileName }, file);
      change(upload.key, problem === null ? { state: 'done', sent: upload.size } : { state: 'failed', problem });
      taken ||= problem === null;
    }
    if (taken) onChanged();
  };
  return { uploads, add };
}

async function send(to: { readonly requestId: string; readonly kind: DocumentKind; readonly fileName: string }, file: File): Promise<Problem | null> {
  try {
    const reply = await clavis.requests.addDocument({ ...to, bytes: new Uint8Array(await file.arrayBuffer()) });
    return reply.ok ? null : reply.problem;
  } catch {
    // The file went away while it was read, or main is gone.
    return { code: 'internal', details: {} };
  }
}
