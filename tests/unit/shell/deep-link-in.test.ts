import { describe, expect, it } from 'vitest';
import { deepLinkIn } from '../../../src-main/shell/deep-link-in.ts';

const link = `clavis://unblock/${'A'.repeat(42)}_`;

describe('deepLinkIn', () => {
  it('finds the link among switches, wherever it stands', () => {
    expect(deepLinkIn(['--', link])).toBe(link);
    expect(deepLinkIn([link, '--inspect=0.0.0.0:9229', '--gpu-launcher=sh', '--no-sandbox'])).toBe(link);
    expect(deepLinkIn(['/opt/clavis', '--allow-file-access', link, `${link}x`])).toBe(link);
  });

  it.each([
    ['no link', ['.', '--', 'clavis://']],
    ['a link with more', [`${link}?x=1`]],
    ['a link within an argument', [`--url=${link}`]],
    ['another verb', [`clavis://open/${'A'.repeat(43)}`]],
    ['a page’s address', [`https://clavis.example/unblock#${'A'.repeat(43)}`]],
    ['a long argument', [`clavis://unblock/${'A'.repeat(100_000)}`]],
    ['nothing', []],
  ])('finds none in %s', (_what, argv) => {
    expect(deepLinkIn(argv)).toBeNull();
  });
});
