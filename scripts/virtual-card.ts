/** Plugs a virtual card into a real pcscd through vpcd. See `--help`. */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { formatSerial } from '../src-shared/domain/serial.ts';
import { cardOf } from '../src-simulator/card-of.ts';
import { CardStateFile } from '../src-simulator/card-state-file.ts';
import type { CardState } from '../src-simulator/card-state.ts';
import { adminKeyOf, freshVirtualCard, parseProfile, PROFILE_DEFAULTS } from './virtual-card-profiles.ts';
import { VirtualCardLink } from './virtual-card-link.ts';
import { writePrivateFile } from './write-private-file.ts';

const HELP = `npm run virtual-card -- [options]
Met une carte virtuelle dans un lecteur vpcd de pcscd (paquets Debian : pcscd vsmartcard-vpcd).
  --profile P     ias-ecc (par défaut), gids ou piv
  --port N        port TCP du lecteur vpcd (35963)
  --host H        machine de pcscd (127.0.0.1)
  --state FILE    la carte vit dans ce fichier ; créé s'il manque
  --pin-blocked   PIN sans essai restant
  --pin PIN       PIN d'une carte neuve
                    ias-ecc : 4 chiffres (${PROFILE_DEFAULTS['ias-ecc'].pin})
                    gids    : 4 à 16 caractères (${PROFILE_DEFAULTS.gids.pin})
                    piv     : 6 à 8 chiffres (${PROFILE_DEFAULTS.piv.pin})
  --puk PUK       code de déblocage d'une carte neuve
                    ias-ecc : 8 chiffres (${PROFILE_DEFAULTS['ias-ecc'].puk ?? ''})
                    gids    : la carte n'en a pas
                    piv     : 8 caractères (${PROFILE_DEFAULTS.piv.puk ?? ''})
  --serial HEX    numéro de série d'une carte neuve
                    ias-ecc : 16 chiffres hexadécimaux
                    gids    : 32, identifiant de carte
                    piv     : 32, GUID
  --certificates N  clés avec certificat d'une carte neuve
                    ias-ecc : 1 à 8 (2)
                    gids    : toujours 2
                    piv     : 1 à 4 (4), emplacements 9A, 9C, 9D, 9E
  --blank         gids : une carte vierge, à initialiser par gids-tool -X
  --admin-key-out FILE
                  écrit la clé d'administration d'une carte neuve, en hexadécimal, lisible de vous seul
                    ias-ecc : ENC puis MAC, 32 octets
                    gids    : 24 octets
                    piv     : clé 9B, 24 octets
  --help          cette aide
Les clés d'administration sont tirées au hasard : sans --admin-key-out, aucune autorité ne les connaîtra.`;

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    port: { type: 'string', default: '35963' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    'pin-blocked': { type: 'boolean', default: false },
    pin: { type: 'string' },
    puk: { type: 'string' },
    serial: { type: 'string' },
    certificates: { type: 'string' },
    blank: { type: 'boolean', default: false },
    'admin-key-out': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const file = values.state === undefined ? undefined : new CardStateFile(values.state);
  const kept = file?.load();
  const state = kept === undefined ? await freshCard() : usableAgain(kept);
  file?.save(state);

  const card = cardOf(state);
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
    else console.log(`carte insérée, ${place}, n° ${serialOf(state)}, ${pinState(card.state())}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => link.close());
}

async function freshCard(): Promise<CardState> {
  const state = await freshVirtualCard(parseProfile(values.profile ?? 'ias-ecc'), {
    pin: values.pin,
    puk: values.puk,
    serial: values.serial?.toUpperCase(),
    certificates: values.certificates === undefined ? undefined : Number(values.certificates),
    blank: values.blank,
    pinBlocked: values['pin-blocked'],
  });
  const keyFile = values['admin-key-out'];
  if (keyFile !== undefined) writePrivateFile(keyFile, `${adminKeyOf(state)}\n`);
  return state;
}

/** A card that exists is taken as it is, but for `--pin-blocked`. */
function usableAgain(state: CardState): CardState {
  const forFreshOnes = [values.pin, values.puk, values.serial, values.certificates, values['admin-key-out']];
  if (values.blank || forFreshOnes.some((value) => value !== undefined)) {
    throw new Error(
      `${values.state ?? ''} est déjà une carte : --pin, --puk, --serial, --certificates, --blank et --admin-key-out ne valent que pour une carte neuve`,
    );
  }
  if (values.profile !== undefined && parseProfile(values.profile) !== state.kind) {
    throw new Error(`${values.state ?? ''} est une carte ${state.kind}, pas ${values.profile}`);
  }
  return values['pin-blocked'] ? { ...state, userPin: { ...state.userPin, left: 0 } } : state;
}

function serialOf(state: CardState): string {
  return formatSerial(state.kind === 'piv' ? state.guid : state.serial);
}

function pinState({ userPin }: CardState): string {
  if (userPin.left === 0) return 'PIN bloqué';
  return `PIN : ${userPin.left} ${userPin.left === 1 ? 'essai' : 'essais'} sur ${userPin.max}`;
}
