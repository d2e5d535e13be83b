/**
 * Entry of the process of one PKCS#11 module. The module's code runs here, on this process's only thread, and may block or crash:
 * whoever started the process ends it and says so. Nothing here is retried.
 */
import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import { loadAddon } from '../adapters/pcsc-native/load-addon.ts';
import { parentEndpoint } from '../card-host/message-endpoint.ts';
import { loadNative, withModule, type Cryptoki } from './cryptoki.ts';
import { inspectModule } from './inspect-module.ts';
import { toModuleSchema, type FromModule, type Pkcs11ProcessConfig, type ToModule } from './pkcs11-rpc.ts';
import { signWithModule } from './sign-with-module.ts';

const endpoint = parentEndpoint();
const say = (message: FromModule): void => endpoint.post(message);
let config: Pkcs11ProcessConfig | null = null;
let open: { readonly path: string; readonly cryptoki: Cryptoki } | null = null;

endpoint.onMessage((received) => {
  const message = toModuleSchema.safeParse(received);
  if (!message.success) return;
  if (message.data.kind === 'configure') {
    config ??= configured(message.data.config);
    say({ kind: 'ready' });
    return;
  }
  const { id } = message.data;
  try {
    say({ kind: 'done', id, value: answer(message.data) });
  } catch (error) {
    say({ kind: 'failed', id, problem: toProblem(error) });
  } finally {
    if (message.data.kind === 'sign') message.data.input.pin.fill(0);
  }
});

/** A PIN passes here: its core dump is forbidden where the addon can do so. Without the addon a module still can be looked at. */
function configured(given: Pkcs11ProcessConfig): Pkcs11ProcessConfig {
  if (given.hardenPath !== null) {
    try {
      loadAddon(given.hardenPath).hardenProcess();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return given;
}

function answer(call: Exclude<ToModule, { kind: 'configure' }>): unknown {
  if (config === null || (open !== null && open.path !== call.path)) throw new AppError('callRejected');
  const known = open;
  const cryptoki = known?.cryptoki ?? new (loadNative(config.nativePath).PKCS11)();
  return withModule(cryptoki, call.path, known !== null, () => {
    open = { path: call.path, cryptoki };
    return call.kind === 'inspect' ? inspectModule(cryptoki) : signWithModule(cryptoki, call.input);
  });
}
