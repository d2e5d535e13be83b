import { createHash } from 'node:crypto';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { createCardHost } from '../../src-main/card-host/create-card-host.ts';
import { certificatesOf } from '../../src-simulator/certificates-of.ts';
import { runTool } from '../run-tool.ts';
import type { BenchDesk } from './bench-desk.ts';
import { inTurn, ratioLine, timed, type BenchLine } from './in-turn.ts';

const ROUNDS = 11;
const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';

/** B3: everything the program shows of a token (serial, counters, four certificates) beside OpenSC's own dump of the same card. */
export async function readAll(desk: BenchDesk): Promise<readonly BenchLine[]> {
  const host = createCardHost({ services: [desk.service()], clock: systemClock, log: { event: () => undefined } });
  const ours = (): Promise<void> => host.refresh();
  const peers = [
    // The dump tells where the certificates are and reads none of them.
    { id: 'dump', name: 'pkcs15-tool --dump, which reads no certificate', run: () => runTool('pkcs15-tool', ['--dump']) },
    { id: 'objects', name: 'pkcs11-tool --list-objects', run: () => runTool('pkcs11-tool', ['--module', MODULE, '--list-objects']) },
  ] as const;
  try {
    await ours();
    const { tokens } = await host.snapshot();
    const shown = tokens[0]?.certificates.map(({ sha256 }) => sha256).toSorted();
    const written = certificatesOf(desk.card.state()).map((der) => createHash('sha256').update(der).digest('hex')).toSorted();
    if (JSON.stringify(shown) !== JSON.stringify(written) || tokens[0]?.pin.triesLeft !== 3) throw new Error('B3: not what is on the card');
    const seen = (await peers[0].run()).match(/^X\.509 Certificate/gmu)?.length;
    if (seen !== written.length) throw new Error('B3: OpenSC sees other certificates');

    const what = `read all of a card: serial, counters, ${written.length} certificates`;
    const lines: BenchLine[] = [];
    for (const { id, name: peer, run } of peers) {
      const commands = { ours: (await desk.commandsOf(ours)).length, theirs: (await desk.commandsOf(run)).length };
      const times = await inTurn(ROUNDS, () => timed(ours), () => timed(run));
      lines.push(
        ratioLine({ id: `B3-${id}-apdus`, workload: `${what}; commands to the card`, peer, ...commands, unit: 'APDU' }, 0.6),
        ratioLine({ id: `B3-${id}-wall`, workload: `${what}; the program runs already, the peer starts`, peer, ...times, unit: 'ms' }, 0.7),
      );
    }
    return lines;
  } finally {
    await host.close();
  }
}
