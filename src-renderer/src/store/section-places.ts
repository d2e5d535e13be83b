/** Where the person is within the sections that have pages of their own. Kept while another section is looked at. */
export interface SectionPlaces {
  readonly requests: { readonly kind: 'list' } | { readonly kind: 'detail'; readonly requestId: string } | { readonly kind: 'form'; readonly requestId: string | null };
  readonly certificates: { readonly kind: 'list' } | { readonly kind: 'detail'; readonly sha256: string } | { readonly kind: 'revoke'; readonly sha256: string } | { readonly kind: 'revokeByCode' };
}
