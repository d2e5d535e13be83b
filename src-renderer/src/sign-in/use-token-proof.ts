import { useState } from 'react';
import type { TokenProofOutcome } from '../../../src-shared/domain/account-views.ts';
import type { PinCounter, TokenView } from '../../../src-shared/domain/views.ts';
import type { TokenProof } from '../../../src-shared/ipc/account-verbs.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';
import { clavis } from '../bridge.ts';
import { counterSeen, counterTold, trackFrom, type CounterTrack } from '../pin-tasks/track-counter.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { useVerb, type Verb } from '../store/use-verb.ts';
import { proofStage, type ProofStage } from './proof-stage.ts';
import type { SigningCertificate } from './signing-certificates.ts';

export type ProofCall = (proof: TokenProof) => Promise<Envelope<TokenProofOutcome>>;

export interface TokenProofState {
  /** As last seen usable: what the page is about, even while it is out. */
  readonly token: TokenView;
  readonly stage: ProofStage;
  readonly verb: Verb;
  readonly outcome: TokenProofOutcome | null;
  readonly counter: PinCounter;
  /** The token is back and was read since the answer of an entry was lost. */
  readonly returned: boolean;
  readonly confirm: (tail: string) => void;
  /** One entry, one call; the bytes are overwritten whatever happens. */
  readonly submit: (pin: Uint8Array) => Promise<TokenProofOutcome | null>;
  readonly reread: () => void;
  readonly again: () => void;
}

/** One entry of a PIN that ends in a signature, from before it is typed to what became of it. The parent's `key` is the certificate. */
export function useTokenProof({ token: chosen, serial, certificate }: SigningCertificate, call: ProofCall): TokenProofState {
  const verb = useVerb();
  const rereading = useVerb();
  const live = useClavisStore((state) => state.app?.tokens.find((candidate) => candidate.serial === serial));
  const [outcome, setOutcome] = useState<TokenProofOutcome | null>(null);
  const [tail, setTail] = useState<string | null>(null);
  const [track, setTrack] = useState<CounterTrack>(() => trackFrom(chosen.pin.triesLeft));
  const [gone, setGone] = useState(false);
  const [reread, setReread] = useState(false);

  const seen = live?.state !== 'ready' || verb.pending ? track : counterSeen(track, live.pin.triesLeft);
  if (seen !== track) setTrack(seen);
  if (live === undefined && !gone) setGone(true);

  const submit = async (pin: Uint8Array): Promise<TokenProofOutcome | null> => {
    setGone(false);
    setReread(false);
    try {
      const reply = await verb.run(() => call({ serial, triesShown: seen.expected, serialTail: tail, pin, certificateSha256: certificate.sha256 }));
      if (reply === null) return null;
      setTail(null);
      setOutcome(reply.ok ? reply.value : null);
      if (!reply.ok) return null;
      const result = reply.value;
      if ('counter' in result) setTrack((before) => counterTold(before, result.counter.triesLeft));
      return result;
    } finally {
      pin.fill(0);
    }
  };

  const stage = proofStage({ token: live, pending: verb.pending, outcome, triesLeft: seen.expected, confirmed: tail !== null });
  return {
    token: live?.state === 'ready' ? live : chosen,
    stage,
    verb,
    outcome,
    counter: { triesLeft: seen.expected, triesMax: live?.pin.triesMax ?? chosen.pin.triesMax },
    returned: live?.state === 'ready' && (gone || reread),
    confirm: setTail,
    submit,
    reread: () => {
      const readAgain = async () => {
        const reply = await rereading.run(() => clavis.tokens.refresh());
        if (reply?.ok) setReread(true);
      };
      void readAgain();
    },
    again: () => {
      setOutcome(null);
      setTail(null);
      verb.clear();
      setTrack((before) => trackFrom(live?.state === 'ready' ? live.pin.triesLeft : before.expected));
    },
  };
}
