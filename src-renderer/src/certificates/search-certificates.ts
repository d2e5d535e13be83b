import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';
import { folded } from '../requests/search-requests.ts';
import { certificateStage, type Stage } from './certificate-stage.ts';

/** Those in one of the stages (none named: all) that hold each word in name, organisation, serial number or support. */
export function filterCertificates(rows: readonly CertificateRow[], text: string, stages: readonly Stage[], now: number): readonly CertificateRow[] {
  const words = folded(text).split(/\s+/u).filter(Boolean);
  return rows.filter((row) => {
    if (stages.length > 0 && !stages.includes(certificateStage(row, now).stage)) return false;
    const held = folded(`${row.name} ${row.organization ?? ''} ${row.account?.serial ?? ''} ${row.account?.supportName ?? ''} ${row.token?.serial ?? ''}`);
    // A serial number is copied with the blanks between its groups.
    return words.every((word) => held.includes(word)) || held.includes(words.join(''));
  });
}
