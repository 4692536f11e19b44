import { isIP } from 'node:net';

/**
 * Returns the network that failed sign-ins count against: for IPv6 the /64, since one client usually has all 2^64
 * addresses of it; for IPv4, and for IPv4 mapped into IPv6 (RFC 4291 section 2.5.5.2), the IPv4 address itself.
 *
 * @param address Returned unchanged if it is no IP address.
 */
export function networkOf(address: string): string {
  const mappedIpv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mappedIpv4) return mappedIpv4;
  const withoutZone = address.split('%', 1)[0] ?? '';
  if (isIP(withoutZone) !== 6) return address;
  const [head = '', tail] = withoutZone.toLowerCase().split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [leading, trailing] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeroCount = tail === undefined ? 0 : Math.max(0, 8 - leading.length - trailing.length);
  const groups = [...leading, ...Array<string>(zeroCount).fill('0'), ...trailing];
  const prefix = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${prefix.join(':')}::/64`;
}
