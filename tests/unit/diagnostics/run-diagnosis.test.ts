import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_IDS } from '../../../src-shared/domain/diagnostics.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { runDiagnosis } from '../../../src-main/use-cases/diagnostics/run-diagnosis.ts';
import { absentAuthority, authorityAt, deps, linesOf, reader, seen, token } from './diagnosis-fixture.ts';

describe('a diagnosis', () => {
  it('of a sound desk has every line in its order, none failed', async () => {
    const lines = await linesOf(deps({ authority: authorityAt(-1000) }));
    expect(lines).toEqual(DIAGNOSTIC_IDS.map((id) => `${id} ok`));
  });

  it.each([
    ['addonMissing', ['addon failed addonMissing', 'service notDone', 'access notDone', 'readers notDone']],
    ['pcscLibraryMissing', ['addon ok', 'service failed pcscLibraryMissing', 'access notDone', 'readers notDone']],
    ['serviceAbsent', ['addon ok', 'service failed serviceAbsent', 'access notDone', 'readers notDone']],
    ['serviceAccessDenied', ['addon ok', 'service ok', 'access failed serviceAccessDenied', 'readers notDone']],
    ['serviceVersionMismatch', ['addon ok', 'service failed serviceVersionMismatch', 'access notDone', 'readers notDone']],
    [null, ['addon ok', 'service ok', 'access ok', 'readers failed noReader']],
  ] as const)('without readers, because of %s', async (problem, expected) => {
    const given = deps({ cards: seen([], [], problem) });
    expect(await linesOf(given, 'addon', 'service', 'access', 'readers')).toEqual(expected);
    expect(await linesOf(given, 'tokens', 'counters', 'driver')).toEqual(['tokens notDone', 'counters notDone', 'driver notDone']);
  });

  it('names the sandbox that hides the service, and leaves one alone that hides nothing', async () => {
    const system = () => ({ os: 'Linux', osVersion: '12', architecture: 'x64', session: 'local', sandbox: 'snap' }) as const;
    expect(await linesOf(deps({ system, cards: seen([], [], 'serviceAbsent') }), 'access')).toEqual(['access failed sandboxed']);
    expect(await linesOf(deps({ system }), 'access')).toEqual(['access ok']);
  });

  it('says that a session is remote', async () => {
    const system = () => ({ os: 'Windows', osVersion: '10', architecture: 'x64', session: 'rdp', sandbox: 'none' }) as const;
    expect(await linesOf(deps({ system }), 'remoteSession')).toEqual(['remoteSession warning remoteSession']);
  });

  it('goes on when the card host does not answer', async () => {
    const gone = () => Promise.reject(new AppError('cardHostRestarted'));
    const lines = await linesOf(deps({ cards: { snapshot: gone, inspect: gone } }), 'addon', 'readers', 'modules');
    expect(lines).toEqual(['addon failed cardHostRestarted', 'readers notDone', 'modules ok']);
  });

  it.each([
    [token({ blocked: true, pin: { triesLeft: 0, triesMax: 3 } }), 'tokens ok', 'counters failed pinBlocked', 'driver ok'],
    [token({ pin: { triesLeft: 1, triesMax: 3 } }), 'tokens ok', 'counters warning pinTriesLow', 'driver ok'],
    [token({ pin: { triesLeft: null, triesMax: null } }), 'tokens ok', 'counters warning pinCounterUnknown', 'driver ok'],
    [token({ state: 'busy', profile: null }), 'tokens warning readerBusy', 'counters notDone', 'driver notDone'],
    [token({ state: 'unreadable', profile: null }), 'tokens failed tokenUnreadable', 'counters notDone', 'driver notDone'],
    [token({ state: 'unknownCard', profile: null }), 'tokens warning tokenUnknown', 'counters notDone', 'driver ok'],
  ])('of a token: case %#', async (view, ...expected) => {
    expect(await linesOf(deps({ cards: seen([view], [reader()]) }), 'tokens', 'counters', 'driver')).toEqual(expected);
  });

  it('misses the driver of an unknown card when no module is installed', async () => {
    const given = deps({ cards: seen([token({ state: 'unknownCard', profile: null })], [reader()]), pkcs11: { modules: async () => [], inspect: () => Promise.reject(new Error('none')) } });
    expect(await linesOf(given, 'driver', 'modules')).toEqual(['driver warning driverMissing', 'modules notDone']);
  });

  it('goes on to the next module after one that crashed or hung', async () => {
    const order: string[] = [];
    const given = deps({
      pkcs11: {
        modules: async () => ['one', 'two', 'three'].map((moduleId) => ({ moduleId, name: moduleId, source: 'settings' }) as const),
        inspect: async (moduleId) => {
          order.push(moduleId);
          if (moduleId === 'one') throw new AppError('moduleHung');
          if (moduleId === 'two') throw new AppError('moduleCrashed');
          return { moduleId, version: '1', slots: [] };
        },
      },
    });
    expect(await linesOf(given, 'modules')).toEqual(['modules failed moduleHung', 'modules failed moduleCrashed', 'modules ok']);
    expect(order).toEqual(['one', 'two', 'three']);
  });

  it('loads no module while somebody holds a card', async () => {
    const inspect = () => Promise.reject(new Error('must not be asked'));
    const given = deps({ cards: seen([token()], [reader({ state: 'exclusive' })]), pkcs11: { modules: deps().pkcs11.modules, inspect } });
    expect(await linesOf(given, 'modules')).toEqual(['modules notDone']);
  });

  it('judges the clock by the authority’s', async () => {
    expect(await linesOf(deps({ authority: authorityAt(600_000) }), 'authority', 'clock')).toEqual(['authority ok', 'clock warning clockWrong']);
    expect(await linesOf(deps({ authority: absentAuthority }), 'authority', 'clock')).toEqual(['authority failed authorityUnreachable', 'clock notDone']);
    const { lines } = await runDiagnosis(deps({ authority: authorityAt(600_000) }));
    expect(lines.at(-1)?.facts.skewSeconds).toBe(-600);
  });

  it('takes serial numbers out of the names of readers', async () => {
    const { lines } = await runDiagnosis(deps({ cards: seen([], [reader({ name: 'Maker Key (0123456789ABCDEF) 00 00' })]) }));
    expect(lines.find(({ id }) => id === 'readers')?.facts.reader).toBe('Maker Key (…) 00 00');
  });
});
