/**
 * PKCS#11 modules of this system, each loaded in a process of its own kind: one that hangs or crashes takes nothing else with it.
 * Never loaded by itself: only when a person asks for a diagnosis or an operation.
 */
export interface Pkcs11 {
  /** Modules that are on this system: the known ones that are there, and those of the settings. Loads none. */
  modules(): Promise<readonly Pkcs11Module[]>;
  /** Loads a module and lists what it shows without a PIN. @throws AppError moduleUnreadable | moduleHung | moduleCrashed | moduleFailed */
  inspect(moduleId: string): Promise<Pkcs11Inspection>;
  /**
   * Signs with a key, after one C_Login at most. `pin` is overwritten; the caller overwrites its own copy.
   * @throws AppError as `inspect`, keyNotFound
   */
  sign(request: Pkcs11SignRequest): Promise<Pkcs11SignOutcome>;
  close(): Promise<void>;
}

export interface Pkcs11Module {
  /** Stable for one path, of the IPC schema's `id`; tells no path. */
  readonly moduleId: string;
  /** "OpenSC", "SoftHSM2", or the file's name. */
  readonly name: string;
  readonly source: 'known' | 'settings';
}

export interface Pkcs11Inspection {
  readonly moduleId: string;
  /** Manufacturer and version, as C_GetInfo tells them. */
  readonly version: string;
  readonly slots: readonly Pkcs11Slot[];
}

export interface Pkcs11Slot {
  readonly description: string;
  readonly token: {
    readonly label: string;
    readonly model: string;
    /** As the module tells it: text, trimmed. */
    readonly serial: string;
    /** CKF_USER_PIN_COUNT_LOW, _FINAL_TRY, _LOCKED. */
    readonly pin: 'unknown' | 'countLow' | 'finalTry' | 'locked';
    readonly certificates: readonly { readonly label: string; readonly idHex: string; readonly sha256: string }[];
    readonly keys: readonly { readonly label: string; readonly idHex: string; readonly type: 'RSA' | 'EC' | 'other' }[];
  } | null;
}

export interface Pkcs11SignRequest {
  readonly moduleId: string;
  readonly tokenSerial: string;
  readonly keyIdHex: string;
  readonly mechanism: 'RSA-PKCS' | 'SHA256-RSA-PKCS' | 'ECDSA';
  readonly data: Uint8Array;
  readonly pin: Uint8Array;
}

/** CKR_PIN_INCORRECT and CKR_PIN_LOCKED are expected outcomes; CKR_PIN_INCORRECT spent a try. */
export type Pkcs11SignOutcome =
  | { readonly kind: 'ok'; readonly signature: Uint8Array }
  | { readonly kind: 'wrongPin' }
  | { readonly kind: 'blocked' };
