import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from './apdu-channel.ts';

/**
 * A channel for a walk whose length the card decides: directories that name files that name files.
 * @throws AppError tokenMalformedAnswer where the walk needs more commands than that
 */
export function limitedChannel(channel: ApduChannel, commands: number): ApduChannel {
  let left = commands;
  return {
    run: async (command, input) => {
      if (--left < 0) throw new AppError('tokenMalformedAnswer', { reason: 'endlessFiles' });
      return channel.run(command, input);
    },
  };
}
