import { flipFuses, type FuseConfig } from '@electron/fuses';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FUSES } from './fuses.ts';

/** The part of electron-builder's context that the hook reads. */
export interface AfterPackContext {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: { readonly appInfo: { readonly productFilename: string }; readonly executableName?: string };
}

/** electron-builder's hook between packing and signing. */
export const afterPack = (context: AfterPackContext): Promise<void> => finishPackage(context, FUSES);

/** Sets the fuses and takes Electron's default app out. */
export async function finishPackage({ appOutDir, electronPlatformName, packager }: AfterPackContext, fuses: FuseConfig): Promise<void> {
  const product = packager.appInfo.productFilename;
  if (electronPlatformName === 'darwin') {
    await rm(join(appOutDir, `${product}.app`, 'Contents', 'Resources', 'default_app.asar'), { recursive: true, force: true });
    await flipFuses(join(appOutDir, `${product}.app`), fuses);
    return;
  }
  await rm(join(appOutDir, 'resources', 'default_app.asar'), { recursive: true, force: true });
  const executable = electronPlatformName === 'win32' ? `${product}.exe` : (packager.executableName ?? product);
  await flipFuses(join(appOutDir, executable), fuses);
}
