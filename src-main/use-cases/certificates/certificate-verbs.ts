import { createHash, randomUUID } from 'node:crypto';
import type { DownloadOutcome } from '../../../src-shared/domain/account-views.ts';
import type { TokenView } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateVerbs } from '../../../src-shared/ipc/account-verbs.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Desktop } from '../../ports/desktop.ts';
import type { SettingsStore } from '../../ports/settings.ts';
import type { Account } from '../account/account.ts';
import { readKind, readOne } from '../account/account-copy.ts';
import type { Losses } from '../account/losses.ts';
import { certificateRows } from './certificate-rows.ts';
import { endCalendar } from './end-calendar.ts';

export interface CertificateDeps {
  readonly account: Account;
  readonly calls: AuthorityCalls;
  readonly clock: Clock;
  readonly settings: SettingsStore;
  readonly tokens: () => readonly TokenView[];
  readonly desktop: Pick<Desktop, 'saveFile' | 'saveTextFile'>;
  readonly losses: Pick<Losses, 'passwordMade'>;
}

type Names = Exclude<keyof CertificateVerbs, `drivers.${string}`>;
type Functions = { readonly [V in Names]: (input: CertificateVerbs[V]['input']) => Promise<CertificateVerbs[V]['output']> };

/** Certificates of the account and of the plugged tokens. What cannot be taken back is never queued. */
export function certificateVerbs(deps: CertificateDeps): Functions {
  const { account, calls, clock, settings, tokens, desktop, losses } = deps;
  const session = () => account.signedIn().session;
  const at = (serial: string) => ({ params: { certificateSerial: serial } });
  const key = () => ({ idempotencyKey: randomUUID() });
  const known = async (serial: string) => {
    const certificate = await readOne(account.copy().store, 'certificate', serial);
    if (certificate === null) throw new AppError('notFound');
    return certificate;
  };

  return {
    'certificates.list': async () => {
      const now = clock.now();
      if (account.view().copy === null) return certificateRows({ account: [], signIn: new Set(), tokens: tokens(), now });
      const { store } = account.copy();
      const signIn = new Set((await readKind(store, 'signInCertificate')).map(({ sha256 }) => sha256));
      return certificateRows({ account: await readKind(store, 'certificate'), signIn, tokens: tokens(), now });
    },
    'certificates.download': async ({ serial }) => {
      const copy = account.copy();
      const suggestedName = `clavis-${serial}.p12`;
      let made: Omit<DownloadOutcome, 'saved' | 'fileName'> | null = null;
      // Asked where to before it is made: a download that nobody keeps would be one less.
      const saved = await desktop.saveFile({
        suggestedName,
        bytes: async () => {
          const { pkcs12, password, downloadsLeft } = await session().call('downloadCertificate', at(serial));
          const bytes = Buffer.from(pkcs12, 'base64');
          made = { password, downloadsLeft, sha256: createHash('sha256').update(bytes).digest('hex') };
          return bytes;
        },
      });
      if (!saved || made === null) {
        const { downloadsLeft } = await known(serial);
        return { saved: false, fileName: suggestedName, password: '', sha256: '', downloadsLeft };
      }
      losses.passwordMade();
      await copy.round();
      return { saved, fileName: suggestedName, ...(made as Omit<DownloadOutcome, 'saved' | 'fileName'>) };
    },
    'certificates.save': async ({ serial }) => {
      const { bytes, fileName } = await session().call('certificateFile', at(serial));
      return { saved: await desktop.saveFile({ suggestedName: fileName ?? `clavis-${serial}.cer`, bytes: async () => bytes }) };
    },
    'certificates.renew': async ({ serial }) => {
      const copy = account.copy();
      const { requestId } = await session().call('renewCertificate', { ...at(serial), ...key() });
      await copy.round();
      return { requestId };
    },
    'certificates.revoke': async ({ serial, reason, confirmation }) => {
      const copy = account.copy();
      const { revokedAt } = await session().call('revokeCertificate', { ...at(serial), body: { reason, confirmation }, ...key() });
      await copy.round();
      return { revokedAt };
    },
    'certificates.saveProof': async ({ serial }) => {
      const { revocationReceipt } = await known(serial);
      if (revocationReceipt === null) throw new AppError('notFound');
      return { saved: await desktop.saveTextFile({ suggestedName: `clavis-revocation-${serial}.jws`, text: revocationReceipt }) };
    },
    'certificates.revocationCode': ({ serial }) => session().call('revocationCode', at(serial)),
    'certificates.revokeByCode': async (input) => {
      const { revokedAt } = await calls.call('revokeByCode', null, { body: { ...input, language: settings.get().language } });
      return { revokedAt };
    },
    'certificates.saveCalendar': async ({ serial }) => {
      const text = endCalendar(await known(serial), settings.get().language, clock.now());
      return { saved: await desktop.saveTextFile({ suggestedName: `clavis-fin-${serial}.ics`, text }) };
    },
  };
}
