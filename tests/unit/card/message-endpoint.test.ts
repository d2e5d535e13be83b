import process from 'node:process';
import { afterEach, expect, it, vi } from 'vitest';
import { parentEndpoint } from '../../../src-main/card-host/message-endpoint.ts';

const send = Object.getOwnPropertyDescriptor(process, 'send');
afterEach(() => {
  Reflect.deleteProperty(process, 'parentPort');
  Reflect.deleteProperty(process, 'send');
  if (send !== undefined) Object.defineProperty(process, 'send', send);
});

it('speaks over the port of a utility process, which wraps what it carries', () => {
  const posted: unknown[] = [];
  let deliver: (event: { readonly data: unknown }) => void = () => undefined;
  const parentPort = {
    postMessage: (message: unknown) => posted.push(message),
    on: (_: 'message', listener: typeof deliver) => (deliver = listener),
  };
  Object.defineProperty(process, 'parentPort', { value: parentPort, configurable: true });
  const endpoint = parentEndpoint();
  const received = vi.fn<(message: unknown) => void>();
  endpoint.onMessage(received);
  endpoint.post({ a: 1 });
  deliver({ data: { b: 2 } });
  expect(posted).toEqual([{ a: 1 }]);
  expect(received).toHaveBeenCalledExactlyOnceWith({ b: 2 });
});

it('refuses to run without a parent', () => {
  Object.defineProperty(process, 'send', { value: undefined, configurable: true });
  expect(() => parentEndpoint()).toThrow('started by the program');
});
