import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { productReply, type ProductReply } from '../../src-shared/http/requests.ts';
import { END_ENTITY_PROFILES } from '../ca/profiles.ts';
import { DEFAULT_PRODUCTS } from './products.ts';

/** What the provider sells, by id. A product that left the catalogue is unknown here; requests for it stay. */
export interface Catalogue {
  readonly products: readonly ProductReply[];
  /** @returns null for a product that is not, or no longer, offered. */
  find(productId: string): ProductReply | null;
}

const allDiffer = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** What `CLAVIS_CATALOGUE_FILE` holds: `{"products": [...]}` in the shape of GET /v1/products. */
const catalogueFile = z.strictObject({
  products: z
    .array(
      productReply.extend({
        productId: z.string().regex(/^[a-z0-9-]{1,60}$/u),
        names: z.strictObject({ fr: z.string().min(1).max(120), en: z.string().min(1).max(120) }),
        profile: z.enum(END_ENTITY_PROFILES),
        policyOid: z.string().regex(/^[0-2](?:\.(?:0|[1-9]\d*))+$/u),
      }),
    )
    .min(1)
    .max(200)
    .refine((products) => allDiffer(products.map(({ productId }) => productId)), 'two products have one id')
    .refine((products) => products.every(({ kind, supports }) => (kind === 'token') === supports.length > 0), 'a product on a token names its supports, another one has none')
    .refine((products) => products.every(({ documents }) => allDiffer(documents.map(({ kind }) => kind))), 'a product asks twice for one kind of document'),
});

export function makeCatalogue(products: readonly ProductReply[]): Catalogue {
  const byId = new Map(products.map((product) => [product.productId, product]));
  return { products, find: (productId) => byId.get(productId) ?? null };
}

/**
 * @param file null: the products of the rehearsal.
 * @throws Error with one sentence that names what is wrong in the file.
 */
export function readCatalogue(file: string | null): Catalogue {
  if (file === null) return makeCatalogue(DEFAULT_PRODUCTS);
  const parsed = catalogueFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`CLAVIS_CATALOGUE_FILE: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  return makeCatalogue(parsed.data.products);
}
