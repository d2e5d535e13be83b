import { beforeAll, describe, expect, it } from 'vitest';
import { freePortPair, startPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import { requireJudges, runTool } from './run-tool.ts';

describe('npm run virtual-card', () => {
  beforeAll(() => requireJudges());

  it('waits for pcscd, comes back after pcscd did, and leaves when asked', async () => {
    const port = await freePortPair();
    const card = startVirtualCard(port);
    try {
      await card.line('en attente du lecteur');
      for (const insertions of [1, 2]) {
        const daemon = await startPcscd({ port });
        try {
          await expect.poll(() => card.lines.filter((line) => line.startsWith('carte insérée')).length, { timeout: 20_000 }).toBe(insertions);
          expect((await runTool('opensc-tool', '--name')).output).toContain('IAS-ECC');
        } finally {
          await daemon.stop();
        }
        await expect.poll(() => card.lines.at(-1), { timeout: 20_000 }).toContain('en attente du lecteur');
      }
    } finally {
      expect(await card.pull()).toBe(0);
    }
  });

  it('sits in the slot it is told, beside another card', async () => {
    const daemon = await startPcscd();
    const cards = [daemon.port, daemon.port + 1].map((port, slot) => startVirtualCard(port, '--serial', `800000000000000${slot}`));
    try {
      for (const card of cards) await card.line('carte insérée');
      for (const [slot, reader] of daemon.readers.entries()) {
        const serial = await runTool('opensc-tool', '--reader', reader, '--serial');
        expect(serial.output.replaceAll(' ', '')).toContain(`800000000000000${slot}`);
      }
    } finally {
      for (const card of cards) await card.pull();
      await daemon.stop();
    }
  });
});
