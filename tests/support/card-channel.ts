import { createApduChannel, type ApduChannel } from '../../src-main/card/apdu/apdu-channel.ts';
import { ApduTrace } from '../../src-main/card/apdu/apdu-trace.ts';
import { createPcscTransport } from '../../src-main/card/transport/pcsc-transport.ts';
import { blockedState } from './card-bench.ts';
import { apduScript, type ApduScript, type ScriptStep } from './apdu-script.ts';

export interface ScriptedCard {
  readonly channel: ApduChannel;
  readonly script: ApduScript;
  readonly trace: ApduTrace;
}

/** A channel to a card that knows one conversation: pairs of command and answer, hex. */
export function scriptedCard(conversation: readonly (readonly [send: string, answer: ScriptStep['answer']])[], protocol: 'T=0' | 'T=1' = 'T=1'): ScriptedCard {
  const script = apduScript(conversation.map(([send, answer]) => ({ send, answer })), { protocol });
  const trace = new ApduTrace();
  const channel = createApduChannel(createPcscTransport(script), { protocol: script.protocol, trace, clock: { monotonic: () => 0 } });
  return { channel, script, trace };
}

/** One X.509 certificate of the virtual card, DER. */
export async function certificateOfCard(): Promise<Uint8Array> {
  const { files } = await blockedState();
  const contents = files.map(({ content }) => Uint8Array.from(Buffer.from(content, 'base64')));
  const der = contents.find((content) => content.length > 500 && content[0] === 0x30 && content[1] === 0x82);
  if (der === undefined) throw new Error('the card has no certificate');
  return der;
}
