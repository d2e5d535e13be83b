import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPcscd, type RunningPcscd } from '../../support/pcscd.ts';
import { startVirtualCard } from '../../support/pcscd-card.ts';
import { requireJudges, runTool } from './run-tool.ts';

const NEW_PIN = '5937';

describe('a card after the demo, judged by OpenSC', () => {
  let daemon: RunningPcscd;
  let folder: string;
  beforeAll(async () => {
    requireJudges();
    daemon = await startPcscd();
    folder = mkdtempSync(join(tmpdir(), 'clavis-after-demo-'));
  });
  afterAll(async () => {
    await daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes the PIN that was chosen in the wizard, and no other', async () => {
    const state = join(folder, 'card.json');
    const demo = spawn(process.execPath, ['scripts/demo.ts', '--pin', NEW_PIN, '--state', state, '--out', join(folder, 'pictures')], { stdio: 'ignore' });
    expect((await once(demo, 'exit'))[0]).toBe(0);

    const card = startVirtualCard(daemon.port, '--state', state);
    await card.line('carte insérée');
    try {
      const wrong = await runTool('pkcs15-tool', '--verify-pin', '--pin', '4826');
      expect(wrong.code).not.toBe(0);
      const right = await runTool('pkcs15-tool', '--verify-pin', '--pin', NEW_PIN);
      expect(right.code, right.output).toBe(0);
    } finally {
      await card.pull();
    }
  });
});
