import type { HomeItem } from '../../../src-shared/domain/account-views.ts';
import { clavis } from '../bridge.ts';
import { openAccount } from '../store/account-place.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import { openConflict } from '../store/conflict-open.ts';
import { goToSection } from '../store/navigate.ts';
import { openCertificates, openRequests } from '../store/open-place.ts';
import type { Envelope } from '../../../src-shared/ipc/verbs.ts';

const DONE: Envelope<void> = { ok: true, value: undefined };

/** The one next action of a thing on the first screen. */
export async function doHomeAction(item: HomeItem): Promise<Envelope<unknown>> {
  switch (item.kind) {
    case 'tokenBlocked':
    case 'tokenLastTry':
      useClavisStore.setState({ chosen: { readerId: item.readerId, serial: item.serial } });
      goToSection('tokens');
      return DONE;
    case 'unblockResumable':
      return clavis.unblock.resume();
    case 'certificateExpires':
      if (!item.renewable || item.certificateSerial === null) return openCertificate(item.sha256);
      return renew(item.certificateSerial);
    case 'certificateExpired':
      return openCertificate(item.sha256);
    case 'requestWaitsForMe':
    case 'requestWaitsForOffice':
      openRequests({ kind: 'detail', requestId: item.requestId });
      return DONE;
    case 'appointment':
      openRequests(item.requestId === null ? { kind: 'list' } : { kind: 'detail', requestId: item.requestId });
      return DONE;
    case 'conflict':
      openConflict(item.changeId);
      return DONE;
    case 'canAssociate':
      openAccount({ tab: 'security', task: 'associate' });
      return DONE;
  }
}

function openCertificate(sha256: string): Envelope<void> {
  openCertificates({ kind: 'detail', sha256 });
  return DONE;
}

async function renew(serial: string): Promise<Envelope<unknown>> {
  const reply = await clavis.certificates.renew({ serial });
  if (reply.ok) openRequests({ kind: 'detail', requestId: reply.value.requestId });
  return reply;
}
