import { describe, expect, it } from 'vitest';
import { recogniseToken } from '../../../src-main/card/token/recognise-token.ts';
import { profileOf } from '../../../src-main/card/token/token-profiles.ts';
import { hex, KNOWN_ATR } from '../../support/apdu-script.ts';
import { scriptedCard } from '../../support/card-channel.ts';

const UNKNOWN_ATR = hex('3B8F8001804F0CA000000306030001000000006A');
const YUBIKEY_ATR = hex('3BFD1300008131FE158073C021C057597562694B657940');

const GIDS = '00A4040009A0000003974254465900';
const PIV = '00A4040009A0000003080000100000';
const PKCS15 = '00A404000CA000000063504B43532D313500';
const EF_DIR = ['00A40804022F0000', '00A40800022F0000', '00A40000023F0000'] as const;
const CHUID = '00CB3FFF055C035FC10200';
const PIV_TEMPLATE = '61114F0600001000010079074F05A0000003089000';
const GUID = '00112233445566778899AABBCCDDEEFF';

type Conversation = Parameters<typeof scriptedCard>[0];

async function recognised(conversation: Conversation, atr = UNKNOWN_ATR, protocol: 'T=0' | 'T=1' = 'T=1') {
  const { channel, script } = scriptedCard(conversation, protocol);
  const token = await recogniseToken(channel, atr);
  expect(script.left).toBe(0);
  return token;
}

describe('by the answer to reset', () => {
  it('takes the word of the card\'s model without an APDU', async () => {
    const token = await recognised([], hex(KNOWN_ATR));
    expect(token).toMatchObject({ model: 'IAS-ECC', session: { profile: 'ias-ecc' } });
    expect(token?.session.puk?.presented).toBe('before');
    expect(token?.session.admin).not.toBeNull();
  });

  it.each([
    ['Oberthur', '3BDD96008131FE4580F9A00000007701080007900061'],
    ['Sagem', '3B7D1300004D44572D4941532D4341524432'],
    ['Sagem', '3B7F1800000031B8645023ECC173940180829000'],
    ['MI', '3BDF96008031FE450031B864041FECC173940180829000EC'],
    ['Amos', '3BDF18FF8191FE1FC30031B8640C01ECC173940180829000B3'],
    ['Amos', '3BDC18FF8191FE1FC38073C821136602040355000234'],
    ['Amos', '3BDC18FF8191FE1FC38073C8211366010B0352000538'],
    ['CPx', '3BAC00402A001225006480000310009000'],
    ['CPx', '3B8F80010031B86404B0ECC1739401808290000E'],
  ])('knows %s, and sends no PIN to it', async (maker, atr) => {
    const token = await recognised([], hex(atr));
    expect(token?.model).toBe(`IAS-ECC (${maker})`);
    expect(token?.session).toMatchObject({ profile: 'ias-ecc', pin: null, puk: null, admin: null });
    expect(await token?.session.readCounter()).toEqual({ triesLeft: null, triesMax: null });
  });

  it('has no row that another one shadows', () => {
    expect(profileOf(hex(KNOWN_ATR))?.atr).toBe(KNOWN_ATR);
    expect(profileOf(UNKNOWN_ATR)).toBeNull();
  });
});

describe('by its applications', () => {
  it('GIDS', async () => {
    const fci = '61124F0BA00000039742544659020173034001C09000';
    expect(await recognised([[GIDS, fci]])).toMatchObject({ model: 'GIDS', session: { profile: 'gids', puk: null } });
    const t0: Conversation = [['00A4040009A00000039742544659', '6114'], ['00C0000014', fci]];
    expect(await recognised(t0, UNKNOWN_ATR, 'T=0')).toMatchObject({ model: 'GIDS' });
  });

  it('PIV, with a number of its own', async () => {
    const token = await recognised([[GIDS, '6A82'], [PIV, PIV_TEMPLATE], [CHUID, `53123410${GUID}9000`]]);
    expect(token).toMatchObject({ model: 'PIV', session: { profile: 'piv', admin: null } });
    expect(token?.session.pin).not.toBeNull();
  });

  it('PIV without one is read only; its maker\'s number is asked of a YubiKey alone', async () => {
    const nameless: Conversation = [[GIDS, '6A82'], [PIV, PIV_TEMPLATE], [CHUID, '6A82']];
    expect((await recognised(nameless))?.session.pin).toBeNull();
    expect((await recognised([...nameless, ['00F8000004', '00AE17CB9000']], YUBIKEY_ATR))?.session.pin).not.toBeNull();
  });

  it('PKCS#15 by name', async () => {
    const token = await recognised([[GIDS, '6A82'], [PIV, '6A82'], [PKCS15, '6F0484024F509000']]);
    expect(token).toMatchObject({ model: 'PKCS#15', session: { profile: 'pkcs15', pin: null, puk: null, admin: null } });
  });

  it('PKCS#15 by EF.DIR, with its path', async () => {
    const entry = '61144F0CA000000063504B43532D313551043F005015';
    const found: Conversation = [[GIDS, '6A82'], [PIV, '6A82'], [PKCS15, '6A82'], [EF_DIR[0], '6204800200169000'], ['00B0000016', `${entry}9000`]];
    const { channel, script } = scriptedCard([...found, ['00A4080402501500', '62009000']]);
    const token = await recogniseToken(channel, UNKNOWN_ATR);
    await token?.session.select();
    expect([token?.model, script.left]).toEqual(['PKCS#15', 0]);
  });

  it.each<[string, Conversation]>([
    ['refuses everything', [[GIDS, '6A82'], [PIV, '6A82'], [PKCS15, '6A82'], [EF_DIR[0], '6A86'], [EF_DIR[1], '6A82'], [EF_DIR[2], '6A82']]],
    ['knows no instruction', [[GIDS, '6D00'], [PIV, '6D00'], [PKCS15, '6E00'], [EF_DIR[0], '6D00'], [EF_DIR[1], '6D00'], [EF_DIR[2], '6D00']]],
    ['says yes to every name', [[GIDS, '9000'], [PIV, '9000'], [PKCS15, '9000'], [EF_DIR[0], '9000']]],
    ['says yes and nonsense', [[GIDS, 'FFFFFF9000'], [PIV, '70009000'], [PKCS15, '61059000'], [EF_DIR[0], '62009000']]],
  ])('a card that %s stays unknown: nothing else is sent', async (_, conversation) => {
    expect(await recognised(conversation)).toBeNull();
  });

  it('passes on what the transport says', async () => {
    for (const scard of ['SCARD_W_REMOVED_CARD', 'SCARD_W_RESET_CARD'] as const) {
      const { channel } = scriptedCard([[GIDS, '6A82'], [PIV, { scard }]]);
      const code = scard === 'SCARD_W_RESET_CARD' ? 'tokenReset' : 'tokenRemoved';
      await expect(recogniseToken(channel, UNKNOWN_ATR)).rejects.toMatchObject({ code });
    }
  });
});
