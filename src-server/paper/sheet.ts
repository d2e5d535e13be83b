import { createRequire } from 'node:module';
import PdfFile from 'pdfkit';
import type { Language } from '../../src-shared/domain/views.ts';

const require = createRequire(import.meta.url);
type Font = PDFKit.Mixins.PDFFontSource;
interface Fonts {
  readonly regular: Font;
  readonly bold: Font;
}

let opened: Fonts | null = null;

/**
 * Inter, under the SIL Open Font Licence, which allows it in documents. Read once: its tables take longer to parse than a page to
 * write, and pdfkit takes a font of fontkit as it is, though its types do not say so.
 */
function fonts(): Fonts {
  const { openSync } = require('fontkit') as { readonly openSync: (file: string) => Font };
  opened ??= {
    regular: openSync(require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')),
    bold: openSync(require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf')),
  };
  return opened;
}

/** Points: 1/72 inch. A4 is 595 by 842. */
const MARGIN = 56;
const FOOT = 64;
const LABEL_WIDTH = 150;
const INK = '#1a1d24';
const QUIET = '#5b6270';
const RULE = '#d5d9e0';

/** A4 pages of headings, facts and rows, from top to bottom; what does not fit goes on the next page whole. */
export class Sheet {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #chunks: Uint8Array[] = [];
  readonly #width: number;

  constructor({ title, author, language, at }: { readonly title: string; readonly author: string; readonly language: Language; readonly at: number }) {
    const made = new Date(at);
    this.#pdf = new PdfFile({
      size: 'A4',
      margins: { top: MARGIN, bottom: FOOT, left: MARGIN, right: MARGIN },
      bufferPages: true,
      pdfVersion: '1.7',
      lang: language === 'fr' ? 'fr-FR' : 'en-GB',
      displayTitle: true,
      info: { Title: title, Author: author, Producer: 'Clavis', Creator: 'Clavis', CreationDate: made, ModDate: made },
    });
    this.#width = this.#pdf.page.width - 2 * MARGIN;
    this.#pdf.on('data', (chunk: Uint8Array) => this.#chunks.push(chunk));
    this.#pdf.registerFont('regular', fonts().regular).registerFont('bold', fonts().bold).fillColor(INK);
  }

  heading(above: string, title: string): void {
    this.#pdf.font('regular').fontSize(10).fillColor(QUIET).text(above, { width: this.#width });
    this.#pdf.moveDown(0.4).font('bold').fontSize(20).fillColor(INK).text(title, { width: this.#width }).moveDown(0.8);
  }

  section(title: string): void {
    // A title never stands alone at the foot of a page.
    this.#makeRoom(60);
    const pdf = this.#pdf;
    const y = pdf.y + 10;
    pdf.moveTo(MARGIN, y).lineTo(MARGIN + this.#width, y).lineWidth(0.5).strokeColor(RULE).stroke();
    pdf.font('bold').fontSize(12).fillColor(INK).text(title, MARGIN, y + 10, { width: this.#width }).moveDown(0.4);
  }

  facts(rows: ReadonlyArray<readonly [label: string, value: string]>): void {
    for (const [label, value] of rows) {
      this.#cells([
        { text: label, x: 0, width: LABEL_WIDTH - 10, color: QUIET },
        { text: value, x: LABEL_WIDTH, width: this.#width - LABEL_WIDTH, color: INK },
      ]);
    }
  }

  /** Three columns: what, which, how it stands. */
  row([what, which, how]: readonly [string, string, string]): void {
    const third = this.#width / 3;
    this.#cells([
      { text: what, x: 0, width: third - 10, color: INK },
      { text: which, x: third, width: third - 10, color: QUIET },
      { text: how, x: 2 * third, width: third, color: INK },
    ]);
  }

  line(text: string): void {
    this.#cells([{ text, x: 0, width: this.#width, color: QUIET }]);
  }

  /** Writes the foot of each page and gives the file. */
  async finish(foot: (page: number, pages: number) => readonly [left: string, right: string]): Promise<Uint8Array> {
    const pdf = this.#pdf;
    const { start, count } = pdf.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      pdf.switchToPage(start + index);
      // Below the margin, where text would begin another page.
      pdf.page.margins.bottom = 0;
      const [left, right] = foot(index + 1, count);
      const y = pdf.page.height - FOOT + 20;
      pdf.font('regular').fontSize(8).fillColor(QUIET);
      pdf.text(left, MARGIN, y, { width: this.#width * 0.6, height: 10, ellipsis: true });
      pdf.text(right, MARGIN + this.#width * 0.6, y, { width: this.#width * 0.4, align: 'right', height: 10, ellipsis: true });
    }
    const ended = new Promise<void>((resolve, reject) => {
      pdf.once('end', resolve);
      pdf.once('error', reject);
    });
    pdf.end();
    await ended;
    return Buffer.concat(this.#chunks);
  }

  #cells(cells: ReadonlyArray<{ readonly text: string; readonly x: number; readonly width: number; readonly color: string }>): void {
    const pdf = this.#pdf.font('regular').fontSize(10);
    const height = Math.max(...cells.map(({ text, width }) => pdf.heightOfString(text, { width })));
    this.#makeRoom(height);
    const { y } = pdf;
    for (const { text, x, width, color } of cells) pdf.fillColor(color).text(text, MARGIN + x, y, { width });
    pdf.x = MARGIN;
    pdf.y = y + height + 4;
  }

  #makeRoom(height: number): void {
    if (this.#pdf.y + height > this.#pdf.page.height - FOOT) this.#pdf.addPage();
  }
}
