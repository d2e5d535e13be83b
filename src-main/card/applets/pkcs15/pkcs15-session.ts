import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { limitedChannel } from '../../apdu/limited-channel.ts';
import { NO_COUNTER } from '../shared/combine-counters.ts';
import { readFile } from '../shared/read-file.ts';
import { fileSize } from '../shared/file-size.ts';
import { selectByName } from '../shared/select-application.ts';
import type { TokenSession } from '../token-session.ts';
import type { Pkcs15Application } from './find-application.ts';
import { CERTIFICATE_COMMANDS_MAX } from './pkcs15-directories.ts';
import { readPkcs15Certificates } from './read-certificates.ts';
import { selectByPath } from './select-file.ts';
import { PATH_EF_TOKEN_INFO, serialOfTokenInfo } from './token-info.ts';

/**
 * Any other card with a PKCS#15 application, read only: its files name PIN references and paddings, but whether this model follows
 * them is not known, so no PIN is sent and no counter asked.
 */
export function openPkcs15Session(channel: ApduChannel, application: Pkcs15Application): TokenSession {
  const files = filesOf(channel, application);
  return {
    profile: 'pkcs15',
    select: () => files.select(),
    // Files are selected, which here loses nothing: there is no challenge and no presented PUK.
    readSerial: async () => serialOfTokenInfo(await files.read(PATH_EF_TOKEN_INFO)),
    readCounter: async () => NO_COUNTER,
    readCertificates: () => readCertificates(filesOf(limitedChannel(channel, CERTIFICATE_COMMANDS_MAX), application)),
    pin: null,
    puk: null,
    admin: null,
    signing: null,
  };
}

interface ApplicationFiles {
  select(): Promise<void>;
  /** A file by its path, relative to the application or from 3F00. */
  read(path: Uint8Array): Promise<Uint8Array>;
}

function filesOf(channel: ApduChannel, { aid, path }: Pkcs15Application): ApplicationFiles {
  const select = async (): Promise<void> => {
    if (path === null) await channel.run(selectByName, { aid });
    else await selectByPath(channel, path);
  };
  return {
    select,
    // Paths count from the application, wherever the file before has led.
    read: async (file) => {
      await select();
      return readFile(channel, fileSize(await selectByPath(channel, file)));
    },
  };
}

async function readCertificates(files: ApplicationFiles): Promise<readonly CertificateView[]> {
  const views = await readPkcs15Certificates((path) => files.read(path));
  await files.select();
  return views;
}
