import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../../../src-server/documents/check-file.ts';
import { jpeg, pdf, png, zip } from '../../../support/sample-files.ts';
import { DOCUMENT_TYPES, type DocumentType, type FileFault } from '../../../../src-shared/domain/request-codes.ts';

const WHOLE: Readonly<Record<DocumentType, Buffer>> = { 'application/pdf': pdf(), 'image/png': png(), 'image/jpeg': jpeg() };
const SEED = Number(process.env['CLAVIS_SEED'] ?? Date.now());

/** A PDF whose cross-references are a stream, as most programs write it since 1.5. */
function streamPdf(more = ''): Buffer {
  const object = `1 0 obj\n<< /Type /Catalog >>\nendobj\n`;
  const head = '%PDF-1.7\n';
  const place = head.length + object.length;
  return Buffer.from(`${head}${object}2 0 obj\n<< /Type /XRef /Size 3 /Root 1 0 R /W [1 2 1] /Length 4 ${more}>>\nstream\n/Encrypt\nendstream\nendobj\nstartxref\n${place}\n%%EOF\r\n`, 'latin1');
}

/** The comment of the archive is all that follows in the picture. */
function pngThatIsZip(): Buffer {
  const end = zip();
  const afterHeader = png().length - 33;
  end.writeUInt16LE(4 + afterHeader, 20);
  return png(['tEXt', end]);
}

describe('files in good order', () => {
  it.each(DOCUMENT_TYPES)('%s', (type) => expect(checkFile(type, WHOLE[type])).toBeNull());
  it('a PDF with a cross-reference stream', () => expect(checkFile('application/pdf', streamPdf())).toBeNull());
  it('a photograph of a telephone: several pictures in one file, announced by the first', () => {
    const first = jpeg([0xe2, Buffer.from('MPF\0rest of the index', 'latin1')]);
    expect(checkFile('image/jpeg', Buffer.concat([first, jpeg(), jpeg()]))).toBeNull();
    expect(checkFile('image/jpeg', Buffer.concat([first, jpeg(), Buffer.from('x')]))).toBe('trailingData');
    expect(checkFile('image/jpeg', Buffer.concat([first, jpeg().subarray(0, 30)]))).toBe('truncated');
    expect(checkFile('image/jpeg', Buffer.concat([jpeg(), jpeg()]))).toBe('trailingData');
  });
});

describe('malformed files', () => {
  const bad = (bytes: Buffer, at: number, value: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at] = value;
    return copy;
  };
  const corpus: ReadonlyArray<readonly [name: string, type: DocumentType, bytes: Buffer, fault: FileFault]> = [
    ['nothing', 'application/pdf', Buffer.alloc(0), 'type'],
    ['nothing', 'image/png', Buffer.alloc(0), 'type'],
    ['nothing', 'image/jpeg', Buffer.alloc(0), 'type'],
    ['only a header', 'application/pdf', Buffer.from('%PDF-1.4\n'), 'truncated'],
    ['a header later in the file', 'application/pdf', Buffer.concat([Buffer.from('GIF89a'), pdf()]), 'type'],
    ['an HTML page before the end', 'application/pdf', Buffer.concat([pdf(), Buffer.from('<html><script>1</script>')]), 'trailingData'],
    ['much after the end', 'application/pdf', Buffer.concat([pdf(), Buffer.alloc(4_000, 65)]), 'trailingData'],
    ['a place of cross-references that is none', 'application/pdf', Buffer.from('%PDF-1.4\nstartxref\n3\n%%EOF'), 'malformed'],
    ['a place beyond the file', 'application/pdf', Buffer.from('%PDF-1.4\nstartxref\n9999\n%%EOF'), 'malformed'],
    ['no trailer', 'application/pdf', Buffer.from('%PDF-1.4\nxref\n0 0\nstartxref\n9\n%%EOF'), 'malformed'],
    ['a password', 'application/pdf', pdf('x', '/Encrypt 7 0 R '), 'encrypted'],
    ['a password written otherwise', 'application/pdf', pdf('x', '/Enc#72ypt 7 0 R '), 'encrypted'],
    ['a password by cross-reference stream', 'application/pdf', streamPdf('/Encrypt 7 0 R '), 'encrypted'],
    ['a ZIP whose comment is the end of a PDF', 'application/pdf', Buffer.concat([pdf().subarray(0, 20), zip(pdf().subarray(20).toString('latin1'))]), 'malformed'],
    ['a ZIP in the last text chunk', 'image/png', pngThatIsZip(), 'trailingData'],
    ['IEND first', 'image/png', Buffer.concat([png().subarray(0, 8), png().subarray(-12)]), 'malformed'],
    ['no pixels', 'image/png', Buffer.concat([png().subarray(0, 33), png().subarray(-12)]), 'malformed'],
    ['a wrong CRC', 'image/png', bad(png(), 29, 0xaa), 'malformed'],
    ['no width', 'image/png', bad(png(), 19, 0), 'malformed'],
    ['a length beyond all', 'image/png', bad(png(), 33, 0xff), 'truncated'],
    ['two headers', 'image/png', png(['IHDR', Buffer.alloc(13, 1)]), 'malformed'],
    ['only SOI', 'image/jpeg', Buffer.from([0xff, 0xd8]), 'type'],
    ['SOI and EOI', 'image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'malformed'],
    ['a segment of no length', 'image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9]), 'malformed'],
    ['a segment beyond the file', 'image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0xff, 0xd9]), 'truncated'],
    ['something after the end', 'image/jpeg', Buffer.concat([jpeg(), Buffer.from('SEFT')]), 'trailingData'],
  ];
  it.each(corpus)('%s (%s)', (_, type, bytes, fault) => expect(checkFile(type, bytes)).toBe(fault));

  it('one type is never another one', () => {
    for (const type of DOCUMENT_TYPES) {
      for (const other of DOCUMENT_TYPES) expect([type, other, checkFile(type, WHOLE[other]) === null]).toEqual([type, other, type === other]);
    }
  });

  it('cut anywhere, or with anything after its end: never in good order', () => {
    console.log(`seed ${SEED}`);
    for (const type of DOCUMENT_TYPES) {
      const whole = WHOLE[type];
      // What is white after %%EOF is nothing: a PDF without its last newline is whole.
      const last = type === 'application/pdf' ? whole.length - 1 : whole.length;
      for (let at = 0; at < last; at += 1) expect([type, at, checkFile(type, whole.subarray(0, at)) === null]).toEqual([type, at, false]);
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), (more) => {
          fc.pre(type !== 'application/pdf' || Buffer.from(more).some((byte) => ![0, 9, 10, 13, 32].includes(byte)));
          expect(checkFile(type, Buffer.concat([whole, more]))).not.toBeNull();
        }),
        { seed: SEED, numRuns: 300 },
      );
    }
  });

  it('of any bytes: an answer, and soon', () => {
    const begun = performance.now();
    fc.assert(
      fc.property(fc.constantFrom(...DOCUMENT_TYPES), fc.uint8Array({ maxLength: 400 }), fc.nat(60), (type, noise, keep) => {
        const bytes = Buffer.concat([WHOLE[type].subarray(0, keep), noise]);
        expect(checkFile(type, bytes)).not.toBeNull();
      }),
      { seed: SEED, numRuns: 3_000 },
    );
    // 8 MiB of what takes longest to walk.
    const large = { 'application/pdf': Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(8 << 20, '\n')]), 'image/jpeg': Buffer.concat([jpeg().subarray(0, 20), Buffer.alloc(8 << 20, 0xff)]), 'image/png': Buffer.concat([png().subarray(0, 33), Buffer.alloc(8 << 20)]) };
    for (const type of DOCUMENT_TYPES) expect(checkFile(type, large[type])).not.toBeNull();
    expect(performance.now() - begun).toBeLessThan(15_000);
  });
});
