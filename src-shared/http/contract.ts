import { z } from 'zod';
import { ERROR_TABLE, type ErrorCode } from '../errors/error-table.ts';
import type { Route } from './route-shape.ts';
import { SERVICE_ROUTES } from './service.ts';
import { UNBLOCK_ROUTES } from './unblock.ts';

/** The HTTP contract of the authority, one file an area. Both sides parse with these schemas; OpenAPI is published from them. */
const ERROR_CODES = Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]];

/** The one shape of a refusal, whatever the route. */
export const errorReply = z.strictObject({
  error: z.strictObject({
    code: z.enum(ERROR_CODES),
    details: z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()])),
    requestId: z.string().max(64),
  }),
});

export const ROUTES = {
  ...SERVICE_ROUTES,
  ...UNBLOCK_ROUTES,
} satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
