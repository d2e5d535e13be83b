import { useMemo } from 'react';
import { useClavisStore } from '../store/clavis-store.ts';
import { useNow } from '../store/use-now.ts';
import { signingCertificates, type SigningCertificate } from './signing-certificates.ts';

/** The same list until tokens or the minute change: whoever keeps it compares it (`useEverHad`). */
export function useSigningCertificates(): readonly SigningCertificate[] {
  const tokens = useClavisStore((state) => state.app?.tokens);
  const now = useNow(60_000);
  return useMemo(() => signingCertificates(tokens ?? [], now), [tokens, now]);
}
