import type { CertificateView } from '../../../../src-shared/domain/views.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { NO_COUNTER } from '../shared/combine-counters.ts';
import { readFile } from '../shared/read-file.ts';
import { selectByName } from '../shared/select-application.ts';
import type { TokenSession } from '../token-session.ts';
import { readPkcs15Certificates } from './read-certificates.ts';
import { selectByPath } from './select-file.ts';
import { PATH_EF_TOKEN_INFO, serialOfTokenInfo } from './token-info.ts';

/** PKCS#15 v1.1, 5.5.5: A0 00 00 00 63, "PKCS-15". */
export const PKCS15_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x63, ...Buffer.from('PKCS-15', 'latin1'));

/**
 * Any other card with a PKCS#15 application, read only: its files name PIN references and paddings, but whether this model follows
 * them is not known, so no PIN is sent and no counter asked.
 */
export function openPkcs15Session(channel: ApduChannel): TokenSession {
  const select = () => channel.run(selectByName, { aid: PKCS15_AID });
  const read = async (path: Uint8Array): Promise<Uint8Array> => readFile(channel, await selectByPath(channel, path));
  return {
    profile: 'pkcs15',
    select,
    // Files are selected, which here voids nothing: there is no challenge and no PUK to lose.
    readSerial: async () => serialOfTokenInfo(await read(PATH_EF_TOKEN_INFO)),
    readCounter: async () => NO_COUNTER,
    readCertificates: () => readCertificates(select, read),
    pin: null,
    puk: null,
    admin: null,
  };
}

async function readCertificates(
  select: () => Promise<void>,
  read: (path: Uint8Array) => Promise<Uint8Array>,
): Promise<readonly CertificateView[]> {
  const views = await readPkcs15Certificates(async (path) => {
    // Paths count from the application, wherever the file before has led.
    await select();
    return read(path);
  });
  await select();
  return views;
}
