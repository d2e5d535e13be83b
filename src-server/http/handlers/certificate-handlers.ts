import type { CERTIFICATE_TEST_ROUTES } from '../../../src-shared/http/certificate-tests.ts';
import type { CERTIFICATE_ROUTES } from '../../../src-shared/http/certificates.ts';
import type { Deps } from '../../deps.ts';
import { certificateFile, downloadCertificate } from '../../use-cases/certificates/download-certificate.ts';
import { issueCertificate } from '../../use-cases/certificates/issue-certificate.ts';
import { renewCertificate } from '../../use-cases/certificates/renew-certificate.ts';
import { tellRevocationCode } from '../../use-cases/certificates/revocation-code.ts';
import { revokeByCode } from '../../use-cases/certificates/revoke-by-code.ts';
import { revokeCertificate } from '../../use-cases/certificates/revoke-certificate.ts';
import { revokeForOther } from '../../use-cases/certificates/revoke-for-other.ts';
import { searchCertificates } from '../../use-cases/certificates/search-certificates.ts';
import { testCertificate } from '../../use-cases/certificates/test-certificate.ts';
import { viewCertificate } from '../../use-cases/certificates/view-certificate.ts';
import { officeScope } from '../../use-cases/requests/office-scope.ts';
import type { HandlersOf } from '../route.ts';

export function certificateHandlers(deps: Deps): HandlersOf<typeof CERTIFICATE_ROUTES & typeof CERTIFICATE_TEST_ROUTES> {
  const own = ({ accountId }: { readonly accountId: string }): { readonly accountId: string } => ({ accountId });
  return {
    searchCertificates: ({ body, actor }) => searchCertificates(deps, own(actor), body),
    readCertificate: ({ params, actor }) => viewCertificate(deps, params.certificateSerial, own(actor)),
    certificateFile: ({ params, actor }) => certificateFile(deps, params.certificateSerial, own(actor)),
    downloadCertificate: ({ params, actor }) => downloadCertificate(deps, { ...params, scope: own(actor) }),
    revocationCode: ({ params, actor }) => tellRevocationCode(deps, params.certificateSerial, own(actor)),
    renewCertificate: (call) => renewCertificate(deps, call),
    revokeCertificate: (call) => revokeCertificate(deps, call),
    revokeByCode: ({ body, client }) => revokeByCode(deps, { body, ip: client.ip }),
    searchOfficeCertificates: ({ body, actor }) => searchCertificates(deps, officeScope(actor), body),
    testCertificate: ({ body, actor }) => testCertificate(deps, body, actor),
    issueCertificate: (call) => issueCertificate(deps, call),
    revokeForOther: (call) => revokeForOther(deps, call),
  };
}
