import { createRequire } from 'node:module';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ClavisPcsc } from './clavis-pcsc.ts';

const require = createRequire(import.meta.url);

/**
 * The addon of native/, without the system's PC/SC library yet.
 * @param path its file, outside any archive
 * @throws AppError addonMissing when the file is not there or this runtime cannot load it
 */
export function loadAddon(path: string): ClavisPcsc {
  try {
    return require(path) as ClavisPcsc;
  } catch (thrown) {
    throw new AppError('addonMissing', {}, thrown);
  }
}
