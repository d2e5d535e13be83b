import { z } from 'zod';
import { gidsStateSchema } from './gids/gids-state.ts';
import { iasEccStateSchema } from './ias-ecc/ias-ecc-state.ts';
import { pivStateSchema } from './piv/piv-state.ts';

/**
 * Everything a card remembers without power: the non-volatile memory of a real one, told apart by `kind`. Plain JSON; binary
 * values are base64. PIN and PUK are there only as salted scrypt digests. Admin keys and private keys are there in clear,
 * because this *is* the card. A file from before there were kinds is an IAS-ECC card.
 */
export const cardStateSchema = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && !('kind' in value) ? { ...value, kind: 'ias-ecc' } : value),
  z.discriminatedUnion('kind', [iasEccStateSchema, gidsStateSchema, pivStateSchema]),
);

export type CardState = z.output<typeof cardStateSchema>;
export type CardKind = CardState['kind'];
