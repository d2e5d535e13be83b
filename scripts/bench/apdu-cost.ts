import { performance } from 'node:perf_hooks';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { ApduTrace } from '../../src-main/card/apdu/apdu-trace.ts';
import { createApduChannel } from '../../src-main/card/apdu/apdu-channel.ts';
import { readPinStatus } from '../../src-main/card/applets/shared/pin-status.ts';
import { createPcscTransport } from '../../src-main/card/transport/pcsc-transport.ts';
import { runTool } from '../run-tool.ts';
import type { BenchDesk } from './bench-desk.ts';
import { inTurn, quantile, rounded, type BenchLine } from './in-turn.ts';

const COMMANDS = 2000;
const ROUNDS = 5;
/** Empty VERIFY: a question about the counter (ISO 7816-4, 7.5.6), five bytes under T=0. */
const EMPTY_VERIFY = '0020000100';

/** B4: what one command costs through addon, transport, trace and applet, beyond the same command in a loop of C. */
export async function apduCost(desk: BenchDesk): Promise<readonly BenchLine[]> {
  const service = desk.service();
  const loop = desk.peerInC('apdu-loop');
  const theirs = async (): Promise<number> => {
    const { p50, sw } = JSON.parse(await runTool(loop, [desk.readerName, EMPTY_VERIFY, String(COMMANDS)])) as { p50: number; sw: string };
    if (sw !== '63C3') throw new Error(`B4: the card says ${sw}`);
    return p50;
  };
  const ours = async (): Promise<number> => {
    const connection = await service.connect(desk.readerName, 'shared');
    try {
      const channel = createApduChannel(createPcscTransport(connection), { protocol: connection.protocol, trace: new ApduTrace(), clock: systemClock });
      const times: number[] = [];
      for (let i = 0; i < COMMANDS; i++) {
        const start = performance.now();
        const left = await channel.run(readPinStatus, { reference: 0x01 });
        times.push((performance.now() - start) * 1000);
        if (left !== 3) throw new Error('B4: another counter than the card has');
      }
      return quantile(times, 0.5);
    } finally {
      await connection.disconnect('leave');
    }
  };
  const p50 = await inTurn(ROUNDS, ours, theirs);
  await service.close();
  const added = p50.ours - p50.theirs;
  return [
    {
      id: 'B4',
      workload: `${COMMANDS} empty VERIFY one after the other, p50 of each; the target is the difference`,
      peer: 'C loop over libpcsclite',
      ours: rounded(p50.ours),
      theirs: rounded(p50.theirs),
      unit: 'µs',
      ratio: rounded(p50.ours / p50.theirs),
      target: 'ours - theirs <= 150 µs',
      met: added <= 150,
    },
  ];
}
