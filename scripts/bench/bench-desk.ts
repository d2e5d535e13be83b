import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pcscNativeService } from '../../src-main/adapters/pcsc-native/pcsc-native-service.ts';
import type { SmartCardService } from '../../src-main/ports/smart-card-service.ts';
import { personaliseCard } from '../../src-simulator/personalise-card.ts';
import { VirtualCard } from '../../src-simulator/virtual-card.ts';
import { startPcscd, type RunningPcscd } from '../../tests/support/pcscd.ts';
import { ADDON_PATH } from '../native-paths.ts';
import { VpcdSlot } from '../pcsc/vpcd-slot.ts';

export const BENCH_PIN = '4821';
const ASCII = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A real pcscd with a virtual IAS-ECC card of four certificates in it; every command that reaches the card is counted. */
export class BenchDesk {
  readonly card: VirtualCard;
  readonly readerName: string;
  readonly folder: string;
  readonly #pcscd: RunningPcscd;
  readonly #slot: VpcdSlot;
  #headers: string[] = [];

  private constructor(parts: { card: VirtualCard; pcscd: RunningPcscd; slot: VpcdSlot; folder: string }) {
    this.card = parts.card;
    this.#pcscd = parts.pcscd;
    this.#slot = parts.slot;
    this.folder = parts.folder;
    this.readerName = parts.pcscd.readers[0];
  }

  static async open(): Promise<BenchDesk> {
    const state = await personaliseCard({
      serial: '802500017A3C41F6',
      holder: { commonName: 'Camille Durand', organisation: 'Atelier Martin SARL', country: 'FR' },
      label: 'Clavis',
      pin: ASCII(BENCH_PIN),
      pinBlocked: false,
      puk: ASCII('75319024'),
      admin: { enc: new Uint8Array(16).fill(0x11), mac: new Uint8Array(16).fill(0x22) },
      keyVersion: 1,
      certificates: 4,
      now: new Date(),
    });
    const pcscd = await startPcscd();
    const slot = new VpcdSlot(pcscd.port);
    const card = new VirtualCard(state);
    const folder = mkdtempSync(join(tmpdir(), 'clavis-bench-'));
    const desk = new BenchDesk({ card, pcscd, slot, folder });
    await slot.insert(card, {
      before: (command) => {
        desk.#headers.push(Buffer.from(command.subarray(0, 4)).toString('hex'));
        return undefined;
      },
    });
    return desk;
  }

  /** The program's own way to the readers, the caller's to close. */
  service(): SmartCardService {
    return pcscNativeService({ addonPath: ADDON_PATH });
  }

  /** Headers (CLA INS P1 P2) of the commands that the card got while `work` ran. */
  async commandsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    this.#headers = [];
    await work();
    return [...this.#headers];
  }

  /** Compiles one of the peers in C beside this file. @returns its path */
  peerInC(name: 'apdu-loop' | 'sign-loop'): string {
    const binary = join(this.folder, name);
    const built = spawnSync('gcc', ['-O2', '-o', binary, join(import.meta.dirname, `${name}.c`), '-ldl'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`gcc could not build ${name}: ${built.stderr}`);
    return binary;
  }

  async close(): Promise<void> {
    this.#slot.pull();
    await this.#pcscd.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
