import type { service as french } from '../fr/service.ts';
import type { WordsOf } from '../words-of.ts';

export const service: WordsOf<typeof french> = {
  starting: {
    title: 'Looking for your readers',
    text: 'Clavis is asking the smart-card service of this computer. This takes a few seconds.',
    action: 'Look again',
  },
  noService: {
    title: 'The smart-card service does not answer',
    text: 'It is the part of the system that speaks to readers. Restart it, or restart the computer, then check again. On Linux it is called pcscd.',
    action: 'Check again',
  },
  noReader: {
    title: 'No reader is connected',
    text: 'Plug in your key, or your reader and then your card. Try another USB port if nothing happens: this page updates by itself.',
    action: 'Look again',
  },
  noToken: {
    title: 'No token in the reader',
    text: 'Insert your card, chip up, or plug in your key. This page updates by itself.',
    action: 'Look again',
  },
  unreadable: {
    chip: 'No answer',
    title: 'This token does not answer',
    text: 'Take it out, wait two seconds and push it fully back in. No PIN try is spent.',
    action: 'Read the token again',
  },
  unknownCard: {
    chip: 'Not recognised',
    title: 'This model of token is not recognised',
    text: 'To be safe, Clavis sends it no code. Your office will tell you which program suits it.',
    action: 'Contact my office',
  },
  busy: {
    chip: 'Busy',
    title: 'Another program is using this token',
    text: 'Close the program or the browser tab that is signing or signing you in, then read the token again.',
    action: 'Read the token again',
  },
  virtualOnly: 'The readers of this computer are out of reach; the virtual token works and lets you practise.',
};
