import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { renderBundle } from '../../src-main/use-cases/diagnostics/render-bundle.ts';
import { runDiagnosis } from '../../src-main/use-cases/diagnostics/run-diagnosis.ts';
import { deps, NOW, reader, seen, token } from '../unit/diagnostics/diagnosis-fixture.ts';

/** Letters that no word, name or number of a bundle has in a row. */
const letters = fc.stringMatching(/^[g-z]{10,14}$/u);
const hex = fc.stringMatching(/^[0-9A-F]{16}$/u);
const secrets = fc.record({ holder: fc.tuple(letters, letters).map((names) => names.join(' ')), serial: hex, folder: letters, answer: letters, linkCode: letters, wire: letters });
type Secrets = typeof secrets extends fc.Arbitrary<infer T> ? T : never;

/** Every text that comes from outside holds all that could leak there. */
function planted({ holder, serial, folder, answer, linkCode, wire }: Secrets) {
  const path = `/home/${folder}/lib/module.so`;
  const certificate = { use: 'signature', subject: `CN=${holder}`, issuer: wire, notBefore: 0, notAfter: 1, sha256: '0'.repeat(64) } as const;
  const view = token({
    readerName: `Reader ${serial} ${path}`,
    serial,
    holder,
    model: `Model of ${holder} ${serial}`,
    certificates: [certificate],
    problem: { code: 'wrongToken', details: { found: serial, expected: answer, holder, linkCode } },
    state: 'unreadable',
  });
  const named = reader({ name: `Key of ${holder} (${serial}) 00`, driver: `${path} ${holder}` });
  const slot = { label: holder, model: holder, serial, pin: 'unknown', certificates: [{ label: holder, idHex: '01', sha256: '0'.repeat(64) }], keys: [] } as const;
  return deps({
    cards: seen([view], [named]),
    pkcs11: {
      modules: async () => ['good', 'bad'].map((moduleId) => ({ moduleId, name: `${path} ${serial}`, source: 'settings' }) as const),
      inspect: async (moduleId) => {
        if (moduleId === 'bad') throw new AppError('moduleFailed', { ckr: `CKR_OK ${wire}`, path, answer });
        return { moduleId, version: `${holder} ${path}`, slots: [{ description: `${holder} ${wire}`, token: slot }] };
      },
    },
    authority: { host: 'autorite.example', health: () => Promise.reject(new Error(`${answer} ${linkCode} ${path}`)) },
  });
}

it('a bundle holds nothing of a person, a token, a path or an answer', async () => {
  const seed = Math.floor(Math.random() * 0x7fff_ffff);
  console.log(`seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(secrets, async (secret) => {
      const given = planted(secret);
      const bundle = renderBundle(await runDiagnosis(given));
      const { holder, ...others } = secret;
      for (const canary of [...holder.split(' '), ...Object.values(others)]) expect(bundle.toUpperCase()).not.toContain(canary.toUpperCase());
      // The canaries were there to be found.
      expect(JSON.stringify(await given.cards.snapshot())).toContain(secret.serial);
    }),
    { seed, numRuns: 300 },
  );
});

it('a bundle is made of a checked report alone', async () => {
  const report = await runDiagnosis(deps());
  expect(renderBundle(report)).toBe(renderBundle(report));
  const [first] = report.lines;
  if (first === undefined) throw new Error('no line');
  const smuggled = { ...report, lines: [{ ...first, facts: { ...first.facts, pin: '4821' } }] };
  expect(() => renderBundle(smuggled)).toThrow();
  expect(() => renderBundle({ ...report, at: NOW, lines: [{ ...first, facts: { os: '/home/someone' } }] })).toThrow();
});
