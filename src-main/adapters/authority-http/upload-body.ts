const CHUNK = 64 * 1024;

/** The bytes as a stream that tells how many of them were taken. */
export function bodyWithProgress(bytes: Uint8Array, onProgress: (sent: number) => void): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= bytes.length) {
        controller.close();
        return;
      }
      const chunk = bytes.slice(sent, sent + CHUNK);
      sent += chunk.length;
      controller.enqueue(chunk);
      onProgress(sent);
    },
  });
}
