/**
 * Opens and closes connections to every reader, beside one another; every other is closed with a reset. Prints how many were opened.
 * Arguments: addon, rounds, connections to a reader at once, library in place of the system's.
 */
import process from 'node:process';
import { pcscNativeService } from '../../../src-main/adapters/pcsc-native/pcsc-native-service.ts';

const [addonPath = '', rounds = '0', beside = '1', libraryPath] = process.argv.slice(2);
const service = pcscNativeService({ addonPath, ...(libraryPath === undefined ? {} : { libraryPath }) });
const names = (await service.listReaders()).map(({ name }) => name);
let opened = 0;
async function openAndClose(name: string): Promise<void> {
  for (let round = 0; round < Number(rounds); round++) {
    const connection = await service.connect(name, 'shared');
    opened++;
    await connection.transmit(Uint8Array.of(0, 0xb0, 0, 0, 0));
    await connection.disconnect(round % 2 === 0 ? 'leave' : 'reset');
  }
}
await Promise.all(names.flatMap((name) => Array.from({ length: Number(beside) }, () => openAndClose(name))));
await service.close();
console.log(opened);
