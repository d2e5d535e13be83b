import { describe, expect, it } from 'vitest';
import { openableAddress } from '../../../src-main/shell/external-links.ts';

describe('openableAddress', () => {
  it.each([
    'https://clavis.example/revocation',
    'https://portail.autorite.example:8443/a/b?c=d&e=%C3%A9#f',
    'http://127.0.0.1:40123/unblock#abc_-123',
    'http://localhost:40123/',
    'http://[::1]:40123/',
    'https://127.0.0.1:40123/',
  ])('opens %s', (address) => {
    expect(openableAddress(address)).toBe(address);
  });

  it.each([
    'http://clavis.example/',
    'http://10.0.0.1/',
    'https://10.0.0.1/',
    'https://2130706433/',
    'https://[2001:db8::1]/',
    'https://intranet/',
    'https://user@clavis.example/',
    'https://@clavis.example/',
    'https://user:word@clavis.example/',
    'http://127.0.0.1@evil.example/',
    'https://clavis.example\\@evil.example/',
    'https://clavis.example/\r\nX: y',
    'https://clavis.example/a b',
    ' https://clavis.example/',
    'https://clavis.example/"quoted"',
    'https://clavis.example/é',
    'https://clavís.example/',
    'https:clavis.example',
    'https:/clavis.example/',
    'https:///clavis.example/',
    'HTTPS://clavis.example/',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-settings:network',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@clavis.example',
    'clavis://unblock/x',
    'app://clavis/',
    '//clavis.example/',
    'clavis.example',
    '',
    `https://clavis.example/${'a'.repeat(2048)}`,
  ])('does not open %j', (address) => {
    expect(openableAddress(address)).toBeNull();
  });
});
