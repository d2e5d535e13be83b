import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections that were opened and have sent nothing yet, as browsers open them in advance. To node they are busy, not idle: it
 * would wait for each of them when the server stops.
 * @returns ends those there are now.
 */
export function watchSilentConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
}
