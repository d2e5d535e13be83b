import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { findTlv, parseTlv } from '../../tlv/tlv.ts';
import { readFile } from '../shared/read-file.ts';
import { fileSize } from '../shared/file-size.ts';
import { probeApplication } from '../shared/select-application.ts';
import { selectByPath } from './select-file.ts';

/** Where a card keeps its PKCS#15 application: by name, or by path where EF.DIR tells one. */
export interface Pkcs15Application {
  readonly aid: Uint8Array;
  readonly path: Uint8Array | null;
}

/** PKCS#15 v1.1, 5.5.5: A0 00 00 00 63, "PKCS-15". */
export const PKCS15_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x63, ...Buffer.from('PKCS-15', 'latin1'));
/** ISO 7816-15, 5.4: the registered prefix of applications of that standard. */
const ISO_7816_15_PREFIX = Uint8Array.of(0xe8, 0x28, 0xbd, 0x08, 0x0f);

const PATH_EF_DIR = Uint8Array.of(0x3f, 0x00, 0x2f, 0x00);
const TAG_APPLICATION = 0x61;
const TAG_AID = 0x4f;
const TAG_PATH = 0x51;

/** By its name, else by EF.DIR. Only reads; null where the card has no such application, or an EF.DIR that makes no sense. */
export async function findPkcs15Application(channel: ApduChannel): Promise<Pkcs15Application | null> {
  if (await channel.run(probeApplication, { aid: PKCS15_AID })) return { aid: PKCS15_AID, path: null };
  try {
    const directory = await readFile(channel, fileSize(await selectByPath(channel, PATH_EF_DIR)));
    return applicationIn(directory);
  } catch (error) {
    if (error instanceof AppError && (error.code === 'tokenCommandRefused' || error.code === 'tokenMalformedAnswer')) return null;
    throw error;
  }
}

/** The first application of EF.DIR (7816-4, 8.2.1.1) that is one of PKCS#15. */
export function applicationIn(directory: Uint8Array): Pkcs15Application | null {
  for (const entry of parseTlv(directory, { trailing: 'padding' })) {
    const aid = entry.tag === TAG_APPLICATION ? findTlv(entry.children, TAG_AID)?.value : undefined;
    if (aid === undefined || aid.length > 16 || !(begins(aid, PKCS15_AID) || begins(aid, ISO_7816_15_PREFIX))) continue;
    const path = findTlv(entry.children, TAG_PATH)?.value ?? null;
    return { aid, path: path !== null && path.length >= 2 && path.length <= 16 && path.length % 2 === 0 ? path : null };
  }
  return null;
}

const begins = (bytes: Uint8Array, prefix: Uint8Array): boolean => prefix.every((byte, index) => bytes[index] === byte);
