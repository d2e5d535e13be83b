import { useClavisStore } from '../store/clavis-store.ts';
import { useNow } from '../store/use-now.ts';
import { signingCertificates, type SigningCertificate } from './signing-certificates.ts';

export function useSigningCertificates(): readonly SigningCertificate[] {
  const tokens = useClavisStore((state) => state.app?.tokens);
  const now = useNow(60_000);
  return signingCertificates(tokens ?? [], now);
}
