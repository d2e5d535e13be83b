import { z } from 'zod';
import { sha256 } from './fields.ts';
import { file, route } from './route-shape.ts';

/** Software for tokens that the provider gives away: for whom, and for what it is needed. */
export const DRIVER_SYSTEMS = ['linux', 'windows', 'macos'] as const;
export const DRIVER_ARCHITECTURES = ['x64', 'arm64', 'ia32'] as const;
/** never: this program and the system read the token by themselves; forOtherPrograms: a browser or a mail program needs it to sign. */
export const DRIVER_NEEDS = ['never', 'forOtherPrograms', 'always'] as const;

export const driverId = z.string().regex(/^[a-z0-9-]{1,60}$/u);

export const driverReply = z.strictObject({
  id: driverId,
  names: z.strictObject({ fr: z.string(), en: z.string() }),
  /** Token models, as products name them. */
  models: z.array(z.string()),
  systems: z.array(z.strictObject({ os: z.enum(DRIVER_SYSTEMS), arch: z.enum(DRIVER_ARCHITECTURES) })),
  version: z.string(),
  fileName: z.string(),
  /** Bytes. */
  size: z.number().int().positive(),
  sha256,
  needed: z.enum(DRIVER_NEEDS),
});
export const driversReply = z.strictObject({ drivers: z.array(driverReply) });

export const DRIVER_ROUTES = {
  listDrivers: route({ method: 'GET', path: '/v1/drivers', summary: 'Software for tokens, by system', reply: driversReply }),
  downloadDriver: route({ method: 'GET', path: '/v1/drivers/:driverId/content', summary: 'One of them as a file, whose SHA-256 the list says', reply: file, binary: true }),
};

export type DriverReply = z.infer<typeof driverReply>;
