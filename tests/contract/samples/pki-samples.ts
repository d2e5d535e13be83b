import type { PKI_ROUTES } from '../../../src-shared/http/pki.ts';
import type { SamplesOf } from './sample.ts';

export const pkiSamples: SamplesOf<typeof PKI_ROUTES> = {
  authorityFile: { params: { file: 'root.cer' }, shared: true },
  askStatus: { upload: { type: 'application/ocsp-request', bytes: Uint8Array.of(0x30, 0x00) } },
  readStatus: { params: { ocspRequest: 'MAA=' }, shared: true },
};
