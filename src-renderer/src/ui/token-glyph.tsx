/** A USB key with its chip, drawn on a 24 px grid like the icons around it. */
export function TokenGlyph({ size, stroke }: { readonly size: number; readonly stroke: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={stroke} strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d="M8.5 8V3.6c0-.6.4-1.1 1-1.1h5c.6 0 1 .5 1 1.1V8" />
      <path d="M10.8 5.2v.1M13.2 5.2v.1" />
      <rect x="6.5" y="8" width="11" height="13.5" rx="2.6" />
      <rect x="9.7" y="12.2" width="4.6" height="4.6" rx="1.1" />
    </svg>
  );
}
