import type { RouteName } from '../../../src-shared/http/contract.ts';
import { accountSamples, ownAccountSamples } from './accounts-samples.ts';
import { auditSamples } from './audit-samples.ts';
import { changeSamples } from './change-samples.ts';
import { driverSamples } from './driver-samples.ts';
import { certificateSamples } from './certificate-samples.ts';
import { deskSamples } from './desk-samples.ts';
import { erasureSamples } from './erasure-samples.ts';
import { pkiSamples } from './pki-samples.ts';
import { requestSamples } from './requests-samples.ts';
import type { Sample, World } from './sample.ts';
import { serviceSamples } from './service-samples.ts';
import { unblockSamples } from './unblock-samples.ts';

/** A sample of every route of the contract. */
export async function allSamples(world: World): Promise<Readonly<Record<RouteName, Sample>>> {
  return {
    ...serviceSamples,
    ...auditSamples,
    ...(await unblockSamples(world)),
    ...accountSamples,
    ...(await ownAccountSamples(world)),
    ...(await requestSamples(world)),
    ...pkiSamples,
    ...(await certificateSamples(world)),
    ...(await deskSamples(world)),
    ...(await erasureSamples(world)),
    ...changeSamples,
    ...driverSamples,
  };
}
