import { describe, expect, it } from 'vitest';
import { judgeFile } from '../../../src-renderer/src/requests/judge-file.ts';
import { DOCUMENT_SIZE_MAX, DOCUMENTS_MAX, DOCUMENTS_SIZE_MAX } from '../../../src-shared/domain/request-codes.ts';

const file = (more: { name?: string; size?: number } = {}) => ({ name: 'mandat.pdf', size: 1000, ...more });

describe('a file, before a byte of it is sent', () => {
  it.each([
    [{ name: 'Carte.PDF' }, 'ok'],
    [{ name: 'photo.jpeg' }, 'ok'],
    [{ name: 'photo.png', size: DOCUMENT_SIZE_MAX }, 'ok'],
    [{ size: DOCUMENT_SIZE_MAX + 1 }, 'size'],
    [{ size: 0 }, 'empty'],
    [{ name: 'macro.docx' }, 'type'],
    [{ name: 'pdf' }, 'type'],
    [{ name: '.pdf' }, 'name'],
    [{ name: 'a:b.pdf' }, 'name'],
    [{ name: `${'x'.repeat(120)}.pdf` }, 'name'],
  ])('%j is %s', (more, verdict) => {
    expect(judgeFile(file(more), [])).toBe(verdict);
  });

  it('counts with what is there', () => {
    expect(judgeFile(file(), Array.from({ length: DOCUMENTS_MAX }, () => 1))).toBe('count');
    expect(judgeFile(file({ size: 1000 }), [DOCUMENTS_SIZE_MAX - 1000])).toBe('ok');
    expect(judgeFile(file({ size: 1001 }), [DOCUMENTS_SIZE_MAX - 1000])).toBe('total');
  });
});
