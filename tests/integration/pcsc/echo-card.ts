import type { LinkedCard } from '../../../scripts/virtual-card-link.ts';

/** A card whose answers tell what was asked: short, long, late. Its answer to reset offers T=1 alone (ISO 7816-3, TD1 of 81 01). */
export class EchoCard implements LinkedCard {
  readonly atr = Uint8Array.from([0x3b, 0x80, 0x81, 0x01, 0x00]);
  readonly commands: Uint8Array[] = [];
  resets = 0;

  /** INS C0 answers P1P2 bytes of 5A; any other INS the command itself. */
  transmit(command: Uint8Array): Uint8Array {
    this.commands.push(command);
    const [, ins, p1 = 0, p2 = 0] = command;
    const data = ins === 0xc0 ? new Uint8Array(p1 * 256 + p2).fill(0x5a) : command;
    return Uint8Array.from([...data, 0x90, 0x00]);
  }

  reset(): void {
    this.resets++;
  }

  powerOff(): void {
    this.resets = 0;
  }
}
