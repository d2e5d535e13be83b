import process from 'node:process';

/** One end of a wire between two processes that carries structured clones. What arrives is unknown until it was checked. */
export interface MessageEndpoint {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** `process.parentPort` of an Electron utility process; typed here because this code knows no Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * The wire to whoever started this process: a utility process of Electron, or a Node child with an IPC channel.
 * @throws Error when this process has neither
 */
export function parentEndpoint(): MessageEndpoint {
  const port = (process as { readonly parentPort?: ParentPort }).parentPort;
  if (port !== undefined) {
    return {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    };
  }
  if (process.send === undefined) throw new Error('This process is started by the program, not by hand');
  // Without its parent a card host has no purpose; it must not keep a token taken.
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  };
}
