import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import type { Failpoint, FailpointName } from '../../src-server/failpoint.ts';
import { AuthorityFixture } from '../contract/authority-fixture.ts';
import type { CrashFlow } from './crash-flow.ts';
import { CRASH_FLOWS } from './crash-flows.ts';
import { isPlaceOf, placesOf, type Sweep } from './sweeps.ts';

const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url));

/** Each place of a sweep with the times it is killed at. */
export function hitsOf(sweep: Sweep): ReadonlyArray<readonly [FailpointName, number]> {
  const { twice } = CRASH_FLOWS[sweep];
  return placesOf(sweep).flatMap((name): ReadonlyArray<readonly [FailpointName, number]> => (twice?.(name) === true ? [[name, 1], [name, 2]] : [[name, 1]]));
}

/** Fault matrix F11: kill -9 between any two effects; after the restart every act is absent or whole, and everybody goes on to the end. */
export async function killAt(sweep: Sweep, name: FailpointName, hit: number): Promise<void> {
  const flow = CRASH_FLOWS[sweep];
  await withAuthority(flow, { vaultInFile: true }, async (authority, folder) => {
    const prepared = await flow.prepare(authority);
    await authority.authority.close();
    const child = spawnSync(process.execPath, [CHILD, sweep, authority.dir, name, String(hit), folder, JSON.stringify(prepared ?? null), authority.location.databaseUrl ?? ''], { encoding: 'utf8' });
    // A place that is never reached would test nothing.
    expect([child.signal, child.status], child.stderr).toEqual(['SIGKILL', null]);
    authority.now += flow.awayMs;
    await authority.start();
    await expectWhole(flow, authority, folder);
    await goOn(flow, authority, prepared, folder);
  });
}

/** A failure without death: said to be `internal`, without its words; nothing is kept by halves, and everybody goes on. */
export async function failAt(sweep: Sweep, name: FailpointName): Promise<void> {
  let armed = false;
  const failpoint: Failpoint = (reached) => {
    if (!armed || reached !== name) return;
    armed = false;
    throw new Error('the disk is full of secrets');
  };
  await survive(sweep, failpoint, (flow) => flow.thrown?.(name) ?? '"internal"', () => {
    armed = true;
  });
}

/** The same at every time that each place is passed in one life, not only the first. @returns how many there are. */
export async function failEverywhere(sweep: Sweep): Promise<number> {
  let passed: FailpointName[] = [];
  let at = -1;
  const failpoint: Failpoint = (reached) => {
    if (!isPlaceOf(sweep, reached)) return;
    passed.push(reached);
    if (passed.length - 1 === at) throw new Error('the disk is full of secrets');
  };
  const flow = CRASH_FLOWS[sweep];
  await withAuthority(flow, { failpoint }, async (authority, folder) => {
    const prepared = await flow.prepare(authority);
    passed = [];
    await goOn(flow, authority, prepared, folder);
  });
  const count = passed.length;
  expect(new Set(passed)).toEqual(new Set(placesOf(sweep)));
  for (let place = 0; place < count; place += 1) {
    await survive(sweep, failpoint, () => '', () => {
      [passed, at] = [[], place];
    });
    at = -1;
  }
  return count;
}

async function survive(sweep: Sweep, failpoint: Failpoint, thrown: (flow: CrashFlow) => string, arm: () => void): Promise<void> {
  const flow = CRASH_FLOWS[sweep];
  await withAuthority(flow, { failpoint }, async (authority, folder) => {
    const prepared = await flow.prepare(authority);
    const begun = authority.now;
    arm();
    await expect(flow.live(authority, prepared, { folder, again: false })).rejects.toThrow(thrown(flow));
    expect(authority.logs.join('\n')).not.toContain('secrets');
    // A life may have moved the clock far ahead before it failed.
    authority.now = begun + flow.awayMs;
    await expectWhole(flow, authority, folder);
    await goOn(flow, authority, prepared, folder);
  });
}

async function goOn(flow: CrashFlow, authority: AuthorityFixture, prepared: unknown, folder: string): Promise<void> {
  await flow.live(authority, prepared, { folder, again: true });
  await expectWhole(flow, authority, folder);
  await flow.finished(authority);
  if (flow.repeats !== true) return;
  const { db } = authority.authority.deps;
  const rows = await db.selectFrom('audit').select('seq').execute();
  await flow.live(authority, prepared, { folder, again: true });
  expect(await db.selectFrom('audit').select('seq').execute()).toHaveLength(rows.length);
}

async function expectWhole(flow: CrashFlow, authority: AuthorityFixture, folder: string): Promise<void> {
  expect(await flow.contradictions(authority, folder)).toEqual([]);
  expect(await verifyAudit(authority.authority.deps.db)).toMatchObject({ ok: true });
}

async function withAuthority(
  flow: CrashFlow,
  { vaultInFile = false, failpoint }: { readonly vaultInFile?: boolean; readonly failpoint?: Failpoint },
  work: (authority: AuthorityFixture, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-crash-'));
  try {
    await flow.files?.(folder);
    const parts = { ...flow.parts, ...(failpoint === undefined ? {} : { failpoint }) };
    const authority = await AuthorityFixture.open({ vaultInFile, config: flow.config(folder), parts });
    try {
      await work(authority, folder);
    } finally {
      await authority.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
