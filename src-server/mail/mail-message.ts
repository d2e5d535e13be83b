/** A mail before it is MIME: one model, from which the text and the HTML parts are both made. */
export type MailBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'button'; readonly label: string; readonly url: string }
  | { readonly kind: 'facts'; readonly rows: ReadonlyArray<readonly [label: string, value: string]> }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'links'; readonly items: ReadonlyArray<{ readonly label: string; readonly url: string }> };

export interface MailMessage {
  readonly kind:
    | 'certificateIssued' | 'certificateDownloaded' | 'certificateRevoked'
    | 'unblockLink' | 'dossierLocked' | 'receipt' | 'responseRefused'
    | 'requestSubmitted' | 'requestToComplete' | 'requestAccepted' | 'requestRefused' | 'requestWithdrawn' | 'requestExpired'
    | 'confirmAccount' | 'alreadyAccount' | 'passwordLink' | 'passwordChanged' | 'signInNotice'
    | 'termsCopy' | 'certificateAssociated' | 'certificateDissociated' | 'erasureAsked' | 'erasureDone' | 'erasureRefused' | 'unblockRefused' | 'answersReopened' | 'invitation' | 'roleChanged' | 'appointmentConfirmed' | 'appointmentMoved' | 'appointmentCancelled' | 'appointmentReminder';
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly language: 'fr' | 'en';
  readonly blocks: readonly MailBlock[];
  readonly attachment: { readonly filename: string; readonly contentType: string; readonly content: string } | null;
}

export function renderText(message: MailMessage): string {
  return `${message.blocks.map(blockText).join('\n\n')}\n`;
}

function blockText(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'button':
      return `${block.label}\n${block.url}`;
    case 'facts':
      return block.rows.map(([label, value]) => `${label}\u202F: ${value}`).join('\n');
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'links':
      return block.items.map(({ label, url }) => `${label}\n${url}`).join('\n');
  }
}

/** HTML as mail programs read it: tables aside, inline styles, nothing fetched, no tracking. */
export function renderHtml(message: MailMessage): string {
  const body = message.blocks.map(blockHtml).join('\n');
  return `<!doctype html>
<html lang="${message.language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escapeHtml(message.subject)}</title></head>
<body style="margin:0;padding:24px;background:#f5f7fa;color:#16202e;font:15px/22px Inter,'Segoe UI',system-ui,-apple-system,Roboto,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:26px 30px;background:#ffffff;border:1px solid #e2e7ee;border-radius:14px">
${body}
</div></body></html>
`;
}

function blockHtml(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="margin:0 0 16px">${escapeHtml(block.text)}</p>`;
    case 'button':
      return `<p style="margin:24px 0"><a href="${escapeHtml(block.url)}" style="display:inline-block;padding:11px 18px;border-radius:8px;background:#0f5fb4;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(block.label)}</a></p>`;
    case 'facts': {
      const rows = block.rows.map(
        ([label, value]) =>
          `<tr><td style="padding:6px 16px 6px 0;color:#5b6878;vertical-align:top">${escapeHtml(label)}</td><td style="padding:6px 0">${escapeHtml(value)}</td></tr>`,
      );
      return `<table role="presentation" style="margin:0 0 16px;border-collapse:collapse">${rows.join('')}</table>`;
    }
    case 'list':
      return `<ul style="margin:0 0 16px;padding-left:20px">${block.items.map((item) => `<li style="margin:0 0 6px">${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'links':
      return block.items
        .map(({ label, url }) => `<p style="margin:0 0 10px"><a href="${escapeHtml(url)}" style="color:#0f5fb4">${escapeHtml(label)}</a></p>`)
        .join('');
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
