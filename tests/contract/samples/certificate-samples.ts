import type { CERTIFICATE_TEST_ROUTES } from '../../../src-shared/http/certificate-tests.ts';
import type { CERTIFICATE_ROUTES } from '../../../src-shared/http/certificates.ts';
import { CertificateDesk, confirmationOf, SOFTWARE_PRODUCT } from '../certificates/certificate-desk.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import type { SamplesOf, World } from './sample.ts';

/** A software certificate of the holder's, issued by the operator's office, and an accepted request without one. */
export async function certificateSamples({ authority, holder, operator }: World): Promise<SamplesOf<typeof CERTIFICATE_ROUTES & typeof CERTIFICATE_TEST_ROUTES>> {
  await initAuthority(authority.authority.deps);
  const { office_id: officeId } = await authority.authority.deps.db.selectFrom('accounts').select('office_id').where('id', '=', operator.accountId).executeTakeFirstOrThrow();
  const desk = new CertificateDesk(authority, { holder, operator, officeId: officeId ?? '' });
  const { serial } = await desk.software();
  const { requestId } = await desk.accepted(SOFTWARE_PRODUCT);
  const own = { params: { certificateSerial: serial } };
  const confirmation = confirmationOf(serial);
  const search = { text: 'zoe', states: ['valid'], cursor: null };
  return {
    searchCertificates: { body: search },
    readCertificate: own,
    certificateFile: own,
    downloadCertificate: own,
    revocationCode: own,
    renewCertificate: own,
    revokeCertificate: { ...own, body: { reason: 'superseded', confirmation } },
    revokeByCode: { body: { serial, code: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA', reason: 'keyCompromise', language: 'fr' } },
    searchOfficeCertificates: { body: search },
    testCertificate: { body: { serial } },
    issueCertificate: { body: { ...(await desk.orderFor(requestId, 'software')) } },
    revokeForOther: { ...own, body: { reason: 'affiliationChanged', confirmation, explanation: 'A quitté l’entité.' } },
  };
}
