import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src-server/config.ts';
import { DEFAULT_POLICY } from '../../../src-server/policy/policy.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-policy-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = (text: string) => {
  const file = join(dir, 'policy.json');
  writeFileSync(file, text);
  return readConfig({ CLAVIS_DATA_DIR: dir, CLAVIS_POLICY_FILE: file }).policy;
};

describe('the policy', () => {
  it('asks for nobody else and gives no try back, unless a file says so', () => {
    expect(readConfig({ CLAVIS_DATA_DIR: dir }).policy).toEqual(DEFAULT_POLICY);
    expect(DEFAULT_POLICY).toMatchObject({ unblock: { approval: 'none', sessionsPerDay: 3, answersPerDay: 5 }, reopenAnswers: 'never', revokeForOther: 'oneOperator' });
    expect(read('{}')).toEqual(DEFAULT_POLICY);
  });

  it('takes what a file says, and the default for the rest', () => {
    expect(read('{"unblock":{"approval":"fourEyes"},"reopenAnswers":"oneOperator"}')).toEqual({ ...DEFAULT_POLICY, unblock: { ...DEFAULT_POLICY.unblock, approval: 'fourEyes' }, reopenAnswers: 'oneOperator' });
  });

  it.each([
    ['a word misspelt', '{"unblock":{"approval":"foureyes"}}', /unblock\.approval/u],
    ['a field that is none', '{"unblock":{"aproval":"fourEyes"}}', /CLAVIS_POLICY_FILE: unblock/u],
    ['a limit of none', '{"unblock":{"sessionsPerDay":0}}', /sessionsPerDay/u],
    ['a list', '[]', /CLAVIS_POLICY_FILE/u],
    ['no JSON', '{', /JSON/u],
  ])('refuses to start on %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
