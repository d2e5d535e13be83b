import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleaned, EMPTY_FORM, FORM_FIELDS, isLocked, requestOf, valuesOf, type FormField, type FormValues } from '../../../src-renderer/src/requests/form-values.ts';
import { judgeField } from '../../../src-renderer/src/requests/judge-form.ts';
import { createRequest } from '../../../src-shared/http/requests.ts';
import { REQUESTS, requestDetail } from '../../support/fake-main/sample-account.ts';

const [row] = REQUESTS;
if (row === undefined) throw new Error('no sample');
const GOOD = valuesOf(requestDetail(row));
const faults = (values: FormValues) => FORM_FIELDS.filter((field) => judgeField(field, values) !== null);

describe('the form of a request', () => {
  it('takes a request as it was read, and sends the same', () => {
    expect(faults(GOOD)).toEqual([]);
    expect(requestOf(GOOD)).toEqual({ productId: row.productId, officeId: row.officeId, establishment: requestDetail(row).establishment, holder: requestDetail(row).holderData });
  });

  it('asks for everything but the telephone', () => {
    expect(faults({ ...EMPTY_FORM, country: '' })).toEqual(FORM_FIELDS.filter((field) => field !== 'phone'));
    expect(requestOf({ ...GOOD, phone: ' ' }).holder.phone).toBeNull();
  });

  it.each<[Partial<FormValues>, FormField, string | null]>([
    [{ siren: '732 829 320' }, 'siren', null],
    [{ siren: '73282932' }, 'siren', 'sirenDigits'],
    [{ siren: '732829321' }, 'siren', 'sirenKey'],
    [{ siret: '732 829 320 00074' }, 'siret', null],
    [{ siret: '7328293200007' }, 'siret', 'siretDigits'],
    [{ siret: '73282932000075' }, 'siret', 'siretKey'],
    [{ siret: '44306184100047' }, 'siret', 'siretOther'],
    [{ siren: '', siret: '44306184100047' }, 'siret', null],
    [{ country: 'fr' }, 'country', null],
    [{ country: 'FRA' }, 'country', 'country'],
    [{ email: 'camille@' }, 'email', 'email'],
    [{ phone: 'appelez-moi' }, 'phone', 'phone'],
    [{ firstName: 'Camille\u202E' }, 'firstName', 'characters'],
    [{ city: 'x'.repeat(101) }, 'city', 'tooLong'],
  ])('%j is judged in %s: %s', (more, field, fault) => {
    expect(judgeField(field, { ...GOOD, ...more })).toBe(fault);
  });

  it('judges as the contract does: what it lets through is taken, what it stops would have been refused', () => {
    const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('732829320', '73282932000074', '732 829 320', 'FR', 'fr', 'a@b.fr', '06 39 98 12 34', '', ' ', 'é\u0301', '\0'));
    fc.assert(
      fc.property(fc.constantFrom(...FORM_FIELDS.filter((field) => field !== 'productId' && field !== 'officeId')), text, (field, value) => {
        const values = { ...GOOD, [field]: value };
        expect(createRequest.safeParse(requestOf(values)).success).toBe(faults(values).length === 0);
      }),
      { numRuns: 500, verbose: true },
    );
  });

  it('keeps who the certificate is for in a renewal, and leaves the rest', () => {
    expect(FORM_FIELDS.filter((field) => isLocked(field, true))).toEqual(['productId', 'establishment', 'siren', 'firstName', 'lastName']);
    expect(FORM_FIELDS.some((field) => isLocked(field, false))).toBe(false);
  });

  it('cleans blanks out of the numbers of a company only', () => {
    expect(cleaned({ ...GOOD, siren: ' 732 829 320 ', establishment: '  Atelier  Martin ' })).toMatchObject({ siren: '732829320', establishment: 'Atelier  Martin' });
  });
});
