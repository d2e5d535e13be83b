import { describe, expect, it } from 'vitest';
import { certificateStage } from '../../../src-renderer/src/certificates/certificate-stage.ts';
import { filterCertificates } from '../../../src-renderer/src/certificates/search-certificates.ts';
import { neededDrivers } from '../../../src-renderer/src/drivers/needed-drivers.ts';
import { CERTIFICATES } from '../../support/fake-main/sample-account.ts';
import { NOW } from '../../support/fake-main/sample-views.ts';

const DAY = 86_400_000;
const at = (state: 'valid' | 'expired' | 'revoked' | 'unknown', days: number) => certificateStage({ state, notBefore: NOW - 100 * DAY, notAfter: NOW + days * DAY }, NOW);

describe('where a certificate is in its life', () => {
  it.each([
    [400, 'valid', null],
    [90, 'valid', null],
    [89.9, 'expiring', 90],
    [60, 'expiring', 90],
    [59.9, 'expiring', 60],
    [29.9, 'expiring', 30],
    [6.9, 'expiring', 7],
    [0, 'expiring', 7],
    [-0.1, 'expired', 7],
  ] as const)('%d days before its end', (days, stage, within) => {
    expect(at('valid', days)).toMatchObject({ stage, within });
  });

  it('never makes unknown into invalid', () => {
    expect(at('unknown', 400).stage).toBe('unknown');
    expect(at('unknown', 5).stage).toBe('unknown');
  });

  it('is revoked for good, over or not', () => {
    expect([at('revoked', 400).stage, at('revoked', -400).stage]).toEqual(['revoked', 'revoked']);
  });

  it('has not begun before its first day', () => {
    expect(certificateStage({ state: 'valid', notBefore: NOW + DAY, notAfter: NOW + 2 * DAY }, NOW).stage).toBe('notYet');
  });
});

describe('the list of certificates', () => {
  it('finds a serial number as it is printed, in groups', () => {
    const [, second] = CERTIFICATES;
    expect(filterCertificates(CERTIFICATES, '0000 0000 0002', [], NOW)).toEqual([second]);
    expect(filterCertificates(CERTIFICATES, 'LOGICIEL durand', [], NOW)).toHaveLength(2);
  });

  it('keeps the stages that are named', () => {
    expect(filterCertificates(CERTIFICATES, '', ['unknown'], NOW).map(({ state }) => state)).toEqual(['unknown']);
    expect(filterCertificates(CERTIFICATES, '', [], NOW)).toHaveLength(CERTIFICATES.length);
  });
});

describe('drivers', () => {
  it.each([
    [['notNeeded', 'installed'], 'none'],
    [['notNeeded', 'unknown'], 'unknown'],
    [['unknown', 'outdated'], 'outdated'],
    [['outdated', 'missing'], 'missing'],
    [[], 'none'],
  ] as const)('%j: %s', (states, needed) => {
    expect(neededDrivers(states.map((state) => ({ state })))).toBe(needed);
  });
});
