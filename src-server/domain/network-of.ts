import { isIPv4, isIPv6 } from 'node:net';

/**
 * Whom an address is counted with where one of many must not pass for many: IPv4 by /24, IPv6 by /56 (what one subscriber gets).
 * An IPv4 address in IPv6 clothes (::ffff:192.0.2.1) is the IPv4 one; what is no address is counted with its like.
 */
export function networkOf(ip: string): string {
  const plain = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/iu.exec(ip)?.[1] ?? ip;
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  const address = plain.split('%')[0] ?? '';
  if (!isIPv6(address)) return 'unknown';
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after].map((group) => Number.parseInt(group, 16));
  const [a = 0, b = 0, c = 0, d = 0] = groups;
  return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(':')}::/56`;
}
