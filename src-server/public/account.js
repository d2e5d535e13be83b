import { openLink } from './account-link.js';

openLink('/v1/accounts/confirmations', () => ({}), () => null);
