import { lookup as resolve } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Says why an address may not be reached, or undefined when it may. */
export type AddressRule = (address: string) => string | undefined;

/** A connection that was not attempted, because its address is not a public one. */
export class AddressRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'AddressRefused';
  }
}

/**
 * Public addresses, and those in the given ranges (CIDR). Private, loopback, link-local and every other special range
 * are refused: a URL in a setting must not reach what only this machine can reach. Throws for a malformed range.
 */
export function publicAnd(ranges: readonly string[]): AddressRule {
  const allowed = ranges.map((range) => parseRange(range));
  return (text) => {
    const address = ipaddr.process(text);
    const isAllowed = allowed.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
    if (isAllowed || address.range() === 'unicast') return undefined;
    return (
      `the address ${text} is ${address.range()}, not public: ` +
      'add its range to `allow` of the destination instance to permit it'
    );
  };
}

function parseRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(range)) return ipaddr.parseCIDR(range);
  throw new Error(`reading allow of a destination instance: "${range}" is no range such as 10.1.0.0/16`);
}

/** The refusal of a URL whose host is an address; names are judged when they are resolved. */
export function refusalOf(url: URL, rule: AddressRule): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? rule(host) : undefined;
}

/** Resolves names for a connection and hands on only what the rule permits, so that the checked address is the one used. */
export const checkedLookup =
  (rule: AddressRule): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const problem = error ?? refused(found, rule);
      if (problem !== undefined) return callback(problem, []);
      if (options.all === true) return callback(null, found);
      return callback(null, found[0]!.address, found[0]!.family);
    });
  };

/** One address that is not permitted spoils a name: it may be chosen the next time. */
function refused(found: readonly LookupAddress[], rule: AddressRule): AddressRefused | undefined {
  const reasons = found.flatMap(({ address }) => rule(address) ?? []);
  if (found.length === 0) return new AddressRefused('the name has no address');
  return reasons[0] === undefined ? undefined : new AddressRefused(reasons[0]);
}
