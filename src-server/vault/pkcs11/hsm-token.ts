import { Buffer } from 'node:buffer';
import pkcs11js, { type PKCS11 } from 'pkcs11js';
import { ckrOf, HsmFailure } from './hsm-failure.ts';
import type { HsmConfig } from './hsm-rpc.ts';

/** A session in which the user is logged in, and what was found in it. */
export interface Hsm {
  readonly cryptoki: PKCS11;
  session: Buffer;
  slot: Buffer;
  /** Handles of keys by label; valid in this session. */
  readonly handles: Map<string, Buffer>;
  /** A zero block under each admin master key, for the subkeys of CMAC. */
  readonly zeroBlocks: Map<number, Uint8Array>;
  readonly addressOf: (bytes: Buffer) => bigint;
  /**
   * Opens all anew, so that the token's objects are read as they are: a module may keep its own view of them, and not notice what
   * another process made (SoftHSM2 takes its own write for the other's). Handles end.
   */
  readonly refresh: () => void;
}

/** The session, the token or the connection to it is gone, or may be (PKCS #11 v2.40, 5.1): a new login may help. */
const LOST: ReadonlySet<string> = new Set([
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_SESSION_CLOSED',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_TOKEN_NOT_PRESENT',
  'CKR_TOKEN_NOT_RECOGNIZED',
  'CKR_DEVICE_ERROR',
  'CKR_DEVICE_REMOVED',
  'CKR_DEVICE_MEMORY',
  'CKR_SLOT_ID_INVALID',
  'CKR_OBJECT_HANDLE_INVALID',
  'CKR_KEY_HANDLE_INVALID',
  'CKR_CRYPTOKI_NOT_INITIALIZED',
  'CKR_FUNCTION_FAILED',
  'CKR_GENERAL_ERROR',
]);

/** A login that was refused is not repeated: tokens lock themselves after a few. */
const PIN_REFUSED: ReadonlySet<string> = new Set(['CKR_PIN_INCORRECT', 'CKR_PIN_LOCKED', 'CKR_PIN_EXPIRED', 'CKR_PIN_INVALID', 'CKR_PIN_LEN_RANGE', 'CKR_USER_PIN_NOT_INITIALIZED']);

const LOOKS = 10;
const LOOK_PAUSE_MS = 20;

/** One module with one session on one token. Calls are made one after the other. */
export class HsmToken {
  readonly #config: HsmConfig;
  readonly #cryptoki: PKCS11;
  readonly #addressOf: Hsm['addressOf'];
  #open: Hsm | null = null;
  #isInitialised = false;

  /** @throws HsmFailure moduleUnreadable */
  constructor(config: HsmConfig, addressOf: Hsm['addressOf']) {
    this.#config = config;
    this.#addressOf = addressOf;
    this.#cryptoki = new pkcs11js.PKCS11();
    try {
      this.#cryptoki.load(config.module);
    } catch (thrown) {
      throw new HsmFailure('moduleUnreadable', { fatal: true, cause: thrown });
    }
  }

  /**
   * Works in the session. When it turns out to be lost, everything is opened anew and the work done once more: so it must be a deed that
   * may be done twice.
   * @throws HsmFailure
   */
  run<T>(work: (hsm: Hsm) => T): T {
    try {
      return work(this.#session());
    } catch (thrown) {
      if (!LOST.has(ckrOf(thrown) ?? '') && !mayBeStale(thrown)) throw asFailure(thrown);
    }
    this.#close();
    try {
      return work(this.#session());
    } catch (thrown) {
      if (!mayBeStale(thrown)) this.#close();
      throw asFailure(thrown);
    }
  }

  #session(): Hsm {
    if (this.#open !== null) return this.#open;
    const hsm: Hsm = {
      cryptoki: this.#cryptoki,
      ...this.#login(),
      handles: new Map(),
      zeroBlocks: new Map(),
      addressOf: this.#addressOf,
      refresh: () => {
        this.#close();
        Object.assign(hsm, this.#login());
        hsm.handles.clear();
        this.#open = hsm;
      },
    };
    this.#open = hsm;
    return hsm;
  }

  #login(): Pick<Hsm, 'session' | 'slot'> {
    const cryptoki = this.#cryptoki;
    const slot = this.#findSlot();
    const session = cryptoki.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
    try {
      cryptoki.C_Login(session, pkcs11js.CKU_USER, this.#config.pin);
    } catch (thrown) {
      const ckr = ckrOf(thrown) ?? '';
      if (PIN_REFUSED.has(ckr)) throw new HsmFailure('pinRefused', { fatal: true, cause: thrown });
      if (ckr !== 'CKR_USER_ALREADY_LOGGED_IN') throw thrown;
    }
    return { session, slot };
  }

  /** Looks a few times: SoftHSM2 shows no token that another process is just writing to. @throws HsmFailure tokenMissing, also when two have the label */
  #findSlot(): Buffer {
    for (let look = 1; ; look++) {
      if (!this.#isInitialised) this.#cryptoki.C_Initialize();
      this.#isInitialised = true;
      const slots = this.#cryptoki.C_GetSlotList(true).filter((slot) => this.#cryptoki.C_GetTokenInfo(slot).label.trim() === this.#config.tokenLabel);
      const [slot, ...others] = slots;
      if (slot !== undefined && others.length === 0) return slot;
      if (look === LOOKS) throw new HsmFailure('tokenMissing', { away: true });
      this.#close();
      // This process has nothing else to do.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_PAUSE_MS);
    }
  }

  /** Down to the module, which reads its list of tokens when it is initialised. */
  #close(): void {
    this.#open = null;
    if (!this.#isInitialised) return;
    this.#isInitialised = false;
    try {
      this.#cryptoki.C_Finalize();
    } catch (thrown) {
      // A module in trouble may be unable to end; what it says next is what counts.
      if (ckrOf(thrown) === null) throw thrown;
    }
  }
}

/** What another process may have made or plugged in meanwhile. */
const mayBeStale = (thrown: unknown): boolean => thrown instanceof HsmFailure && (thrown.message === 'tokenMissing' || thrown.message === 'keyMissing');

function asFailure(thrown: unknown): unknown {
  if (thrown instanceof HsmFailure) return thrown;
  const ckr = ckrOf(thrown);
  return ckr === null ? thrown : new HsmFailure(ckr, { away: LOST.has(ckr), cause: thrown });
}
