import { answers } from './answers.ts';
import { confirmation } from './confirmation.ts';
import { entry } from './entry.ts';
import { frame } from './frame.ts';
import { help } from './help.ts';
import { mailbox } from './mailbox.ts';
import { pin } from './pin.ts';
import { problem } from './problem.ts';
import { service } from './service.ts';
import { tokens } from './tokens.ts';
import { wizard } from './wizard.ts';

import type { french } from '../fr/french.ts';
import type { WordsOf } from '../words-of.ts';

export const english: WordsOf<typeof french> = { answers, confirmation, entry, frame, help, mailbox, pin, problem, service, tokens, wizard };
