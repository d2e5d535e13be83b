import { z } from 'zod';
import { ERROR_TABLE, type ErrorCode } from '../errors/error-table.ts';
import { AUDIT_ROUTES } from './audit.ts';
import { DRIVER_ROUTES } from './drivers.ts';
import { DESK_ROUTES } from './desk-routes.ts';
import { CERTIFICATE_TEST_ROUTES } from './certificate-tests.ts';
import { CERTIFICATE_ROUTES } from './certificates.ts';
import { CHANGE_ROUTES } from './changes.ts';
import { PKI_ROUTES } from './pki.ts';
import { OFFICE_REQUEST_ROUTES } from './office-requests.ts';
import { OFFICE_ROUTES } from './offices.ts';
import { ERASURE_ROUTES } from './erasures.ts';
import { REQUEST_ROUTES } from './requests.ts';
import { ACCOUNT_ROUTES } from './accounts.ts';
import { OWN_ACCOUNT_ROUTES } from './own-account.ts';
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
  ...AUDIT_ROUTES,
  ...UNBLOCK_ROUTES,
  ...ACCOUNT_ROUTES,
  ...OWN_ACCOUNT_ROUTES,
  ...OFFICE_ROUTES,
  ...REQUEST_ROUTES,
  ...OFFICE_REQUEST_ROUTES,
  ...PKI_ROUTES,
  ...CERTIFICATE_ROUTES,
  ...CERTIFICATE_TEST_ROUTES,
  ...DESK_ROUTES,
  ...ERASURE_ROUTES,
  ...CHANGE_ROUTES,
  ...DRIVER_ROUTES,
} satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
