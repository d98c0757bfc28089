/**
 * The registrable part of a domain name, by the public suffix list (private suffixes included, as in
 * `name.github.io`). Addresses, bare labels and public suffixes themselves have none and give the empty string.
 */
import { getDomain } from 'tldts';

const OPTIONS = { allowPrivateDomains: true, validateHostname: false } as const;

/** `www.example.co.uk` → `example.co.uk`; "" when there is no registrable part. */
export function rootDomainOf(name: string): string {
  return getDomain(name, OPTIONS) ?? '';
}
