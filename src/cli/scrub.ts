/**
 * Takes secrets out of text that leaves the machine: values of settings that are named like secrets, credentials in URLs, the
 * secret parts of webhook addresses, tokens and keys that can be known by their form. Rather too much than too little.
 */

const MASK = '********';

/** Names of settings, variables and JSON keys whose value is a secret; names of files that hold one are none. */
const SECRET_NAME =
  '[\\w.-]*(?:passw(?:or)?d|passwd|pwd|secret|token|api[_-]?key|app[_-]?key|routing[_-]?key|private[_-]?key|access[_-]?key|credential|authorization|cookie|dsn)s?';

const PATTERNS: readonly (readonly [RegExp, string | ((...parts: string[]) => string)])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  // Before names: a header's value is more than one word.
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  // key: value, key=value, "key": "value", --key value. A name that goes on (_file, _path) tells where, not what.
  [
    new RegExp(`(["']?(?:--)?\\b${SECRET_NAME}["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s,;}\\]]+)`, 'gi'),
    (_, name, value) => `${name}${/^["']/.test(value!) ? `${value![0]}${MASK}${value![0]}` : MASK}`,
  ],
  [new RegExp(`(--${SECRET_NAME}\\s+)[^\\s-]\\S*`, 'gi'), `$1${MASK}`],
  // user:password@ in any URL, then what services hide in paths and queries.
  [/(\b[a-z][\w+.-]*:\/\/[^\s:/@"']+:)[^\s@/"']+@/gi, `$1${MASK}@`],
  [/([?&](?:[\w-]*(?:token|key|sig|secret|password|auth)[\w-]*)=)[^\s&"'#]+/gi, `$1${MASK}`],
  [/(https?:\/\/[^\s/"']*(?:hooks?|webhook)[^\s/"']*\/)[^\s"']+/gi, `$1${MASK}`],
  [/(https?:\/\/[^\s/"']+\/(?:[^\s"']*\/)?(?:web)?hooks?\/)[^\s"']+/gi, `$1${MASK}`],
  // Forms: cloud access keys, chat, code hosts, three-part web tokens.
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK],
  [/\b(?:xox[abprs]-[\w-]{10,}|gh[pousr]_\w{20,}|glpat-[\w-]{16,})/g, MASK],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, MASK],
];

/** The text without secrets. */
export function scrub(text: string): string {
  let clean = text;
  for (const [pattern, by] of PATTERNS) clean = clean.replace(pattern, by as string);
  return clean;
}
