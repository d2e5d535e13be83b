/** Plugs the virtual card into a real pcscd through vpcd. See `--help`. */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { formatSerial } from '../src-shared/domain/serial.ts';
import { CardStateFile } from '../src-simulator/card-state-file.ts';
import type { CardState } from '../src-simulator/card-state.ts';
import { personaliseCard } from '../src-simulator/personalise-card.ts';
import { VirtualCard } from '../src-simulator/virtual-card.ts';
import { VirtualCardLink } from './virtual-card-link.ts';

const HELP = `npm run virtual-card -- [options]
Met une carte IAS-ECC virtuelle dans un lecteur vpcd de pcscd (paquets Debian : pcscd vsmartcard-vpcd).
  --port N        port TCP du lecteur vpcd (35963)
  --host H        machine de pcscd (127.0.0.1)
  --state FILE    la carte vit dans ce fichier ; créé s'il manque
  --pin-blocked   PIN sans essai restant
  --pin DDDD      PIN d'une carte neuve (4821)
  --puk DDDDDDDD  code de déblocage d'une carte neuve (75319024)
  --serial HEX    numéro de série d'une carte neuve, 16 chiffres hexadécimaux
Une carte neuve a des clés d'administration tirées au hasard : aucune autorité ne les connaît.`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '35963' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    'pin-blocked': { type: 'boolean', default: false },
    pin: { type: 'string' },
    puk: { type: 'string' },
    serial: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const file = values.state === undefined ? undefined : new CardStateFile(values.state);
  const kept = file?.load();
  if (kept !== undefined && (values.pin ?? values.puk ?? values.serial) !== undefined) {
    throw new Error(`${values.state} est déjà une carte : --pin, --puk et --serial ne valent que pour une carte neuve`);
  }
  const made = kept ?? (await freshCard());
  const state = values['pin-blocked'] ? { ...made, userPin: { ...made.userPin, left: 0 } } : made;
  file?.save(state);

  const card = new VirtualCard(state);
  let told = pinState(state);
  if (file !== undefined) card.onStateChange((next) => file.save(next));
  // A comparison writes its try off first and gives it back after: tell the counter once the command is over.
  card.onStateChange(() =>
    queueMicrotask(() => {
      const now = pinState(card.state());
      if (now !== told) console.log(now);
      told = now;
    }),
  );

  const place = `lecteur vpcd ${values.host}:${values.port}`;
  const link = new VirtualCardLink(card, { host: values.host, port: Number(values.port) }, (change) => {
    if (change === 'waiting') console.log(`en attente du ${place}`);
    else if (change === 'pulled') console.log('carte retirée');
    else console.log(`carte insérée, ${place}, n° ${formatSerial(state.serial)}, ${pinState(card.state())}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => link.close());
}

async function freshCard(): Promise<CardState> {
  return personaliseCard({
    serial: values.serial?.toUpperCase() ?? `8025${randomBytes(6).toString('hex').toUpperCase()}`,
    holder: { commonName: 'Camille Durand', organisation: 'Atelier Durand', country: 'FR' },
    label: 'Carte virtuelle Clavis',
    pin: Buffer.from(values.pin ?? '4821', 'latin1'),
    pinBlocked: values['pin-blocked'],
    puk: Buffer.from(values.puk ?? '75319024', 'latin1'),
    admin: { enc: randomBytes(16), mac: randomBytes(16) },
    keyVersion: 1,
    now: new Date(),
  });
}

function pinState({ userPin }: CardState): string {
  if (userPin.left === 0) return 'PIN bloqué';
  return `PIN : ${userPin.left} ${userPin.left === 1 ? 'essai' : 'essais'} sur ${userPin.max}`;
}
