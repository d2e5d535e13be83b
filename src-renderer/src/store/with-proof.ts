import { create } from 'zustand';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';

/** A verb that waits until somebody has shown again who they are. */
interface ProofWanted {
  readonly answer: ((proven: boolean) => void) | null;
}

export const useProofWanted = create<ProofWanted>()(() => ({ answer: null }));

/**
 * Calls a verb; where the authority wants to know again who it is, asks by a dialog and calls once more. Without a proof its refusal
 * is the answer.
 */
export async function withProof<T>(call: () => Promise<Envelope<T>>): Promise<Envelope<T>> {
  const reply = await call();
  if (reply.ok || reply.problem.code !== 'reauthenticationRequired') return reply;
  return (await askForProof()) ? call() : reply;
}

/** @returns whether somebody has shown who they are. */
export function askForProof(): Promise<boolean> {
  // A second verb that wants the same while the dialog is open gets the same answer.
  const before = useProofWanted.getState().answer;
  return new Promise((resolve) => {
    useProofWanted.setState({
      answer: (proven) => {
        useProofWanted.setState({ answer: null });
        before?.(proven);
        resolve(proven);
      },
    });
  });
}
