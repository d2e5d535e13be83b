import type { Clock } from '../../ports/clock.ts';
import type { CardProtocol } from '../../ports/smart-card-service.ts';
import type { ResponseApdu, Transport } from '../transport/transport.ts';
import { ApduTrace, withTrace } from './apdu-trace.ts';
import { encodeApdu, LC_MAX, type CommandApdu, type PlainCommand } from './command-apdu.ts';
import { withGetResponse } from './get-response.ts';

/** A command as two pure functions: what is sent, and what the answer means. `parse` throws AppError, never anything else. */
export interface CardCommand<A, R> {
  build(input: A): CommandApdu;
  parse(response: ResponseApdu, input: A): R;
}

/** The floor that applets stand on: whole commands in, whole answers out. */
export interface ApduChannel {
  run<A, R>(command: CardCommand<A, R>, input: A): Promise<R>;
}

const CLA_CHAINING = 0x10;
const SW_NO_FURTHER_QUALIFICATION = 0x9000;

/** Stacks the decorators over a transport: chaining, then GET RESPONSE, then the trace, which sees every APDU that leaves. */
export function createApduChannel(
  transport: Transport,
  options: { readonly protocol: CardProtocol; readonly trace: ApduTrace; readonly clock: Pick<Clock, 'monotonic'> },
): ApduChannel {
  const traced = withTrace(transport, options.trace, options.clock);
  const line = withGetResponse(traced);
  const lineOfStatus = withGetResponse(traced, 'leave');
  return {
    async run(command, input) {
      const apdu = command.build(input);
      const taken = apdu.kind === 'plain' && apdu.statusAlone === true ? lineOfStatus : line;
      return command.parse(await send(taken, apdu, options.protocol), input);
    },
  };
}

async function send(line: Transport, command: CommandApdu, protocol: CardProtocol): Promise<ResponseApdu> {
  if (command.kind === 'plain' && command.data.length > LC_MAX) return sendChained(line, command, protocol);
  const bytes = encodeApdu(command, protocol);
  try {
    return await line.transmit(bytes);
  } finally {
    if (command.kind === 'secret') bytes.fill(0);
  }
}

/** Command chaining (ISO 7816-4, 5.4.1): every part but the last carries bit 5 of CLA. Stops at the first refusal. */
async function sendChained(line: Transport, command: PlainCommand, protocol: CardProtocol): Promise<ResponseApdu> {
  const { data } = command;
  const last = Math.floor((data.length - 1) / LC_MAX) * LC_MAX;
  for (let offset = 0; offset < last; offset += LC_MAX) {
    const part = { ...command, cla: command.cla | CLA_CHAINING, data: data.subarray(offset, offset + LC_MAX), le: 0 };
    const response = await line.transmit(encodeApdu(part, protocol));
    if (response.sw !== SW_NO_FURTHER_QUALIFICATION) return response;
  }
  return line.transmit(encodeApdu({ ...command, data: data.subarray(last) }, protocol));
}
