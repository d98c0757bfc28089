/**
 * Takes secrets out of command lines and texts: `--password hunter2` becomes `--password ********`.
 *
 * A secret is known by the name before it (`password=`, `--token x`, `"api_key": "x"`), by its own shape (a JWT, an access
 * key, the password in a URL), or by the option letter of a program that takes it so (`mysql -pX`). Surprising: no pattern
 * here ever looks at a character more than a fixed number of times, since the texts are an attacker's: words are cut out
 * by one linear scan, and everything else is decided on single words.
 *
 * It errs on the side of hiding: a flag that follows a secret's name may be hidden too. What only a human could tell to be
 * a secret (`connect hunter2`) is not found.
 */

export const HIDDEN = '********';

/** Names that announce a secret, in lower case without `_`, `-`, `.`; found anywhere in a name. */
const WORDS =
  /passw(?:or)?d|passphrase|passwrd|passcode|secret|credential|apikey|accesskey|accountkey|sharedkey|encryptionkey|authkey|signingkey|privatekey|masterkey|token|mysqlpwd|pgpassword|connectionstring|authorization|sessionid|cookie|stripekey/;
/** Names that announce one only as a whole. */
const WHOLE_WORDS = new Set([
  'pwd',
  'pass',
  'pw',
  'auth',
  'key',
  'psk',
  'pin',
  'otp',
  'passin',
  'passout',
  'userpwd',
  'dsn',
]);
/** Names that look like the above and are not: what they hold is needed to understand an event. */
const HARMLESS =
  /^(?:ssh)?publickey|^(?:no|without|skip|allow|disable|enable|require|has|is|use|ask)-?(?:password|passwd|token|secret)|(?:tokenize|file|path|dir|url|uri|name|type|length|policy|algorithm|endpoint|timeout|expir(?:y|es|ation))$/;

/** Options after which a program takes a secret. `joined`: also in the same argument (`-pX`). */
const PROGRAMS: Readonly<Record<string, { readonly options: ReadonlySet<string>; readonly joined?: true }>> = (() => {
  const of = (text: string, joined?: true): { options: ReadonlySet<string>; joined?: true } => ({
    options: new Set(text.split(' ')),
    ...(joined === undefined ? {} : { joined }),
  });
  const mysql = of('-p', true);
  const table: Record<string, ReturnType<typeof of>> = {
    sshpass: of('-p', true),
    'redis-cli': of('-a', true),
    curl: of('-u -U -b --user --proxy-user --oauth2-bearer --cookie', true),
    wget: of('--http-password --ftp-password'),
    docker: of('-p', true),
    podman: of('-p', true),
    smbclient: of('-U', true),
    ldapsearch: of('-w', true),
    ldapmodify: of('-w', true),
    ldapadd: of('-w', true),
    mongo: of('-p'),
    mongosh: of('-p'),
    mongodump: of('-p'),
    sqlcmd: of('-P', true),
    xfreerdp: of('/p', true),
    htpasswd: of('-b'),
    net: of('-U', true),
    rpcclient: of('-U', true),
    snmpwalk: of('-c -A -X', true),
    snmpget: of('-c -A -X', true),
    ipmitool: of('-P', true),
    winexe: of('-U', true),
    openssl: of('-passin -passout -k'),
    '7z': of('-p', true),
    zip: of('-P', true),
    unzip: of('-P', true),
  };
  for (const name of ['mysql', 'mysqldump', 'mysqladmin', 'mysqlimport', 'mysqlshow', 'mariadb', 'mariadb-dump'])
    table[name] = mysql;
  return table;
})();

/** Words that are secrets by their own shape. Each is tried at the start of a word only. */
const SHAPES =
  /^(?:A(?:KI|SI|GP|RO)A[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20}|github_pat_[A-Za-z0-9_]{20}|gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]{16}|xox[abeoprs]-[A-Za-z0-9-]{8}|xapp-[A-Za-z0-9-]{8}|[sr]k_(?:live|test)_[A-Za-z0-9]{10}|sk-[A-Za-z0-9_-]{20}|AIza[A-Za-z0-9_-]{30}|ya29\.[A-Za-z0-9_-]{10}|npm_[A-Za-z0-9]{20}|hf_[A-Za-z0-9]{20}|dop_v1_[a-f0-9]{20}|hvs\.[A-Za-z0-9_-]{20}|SG\.[A-Za-z0-9_-]{16}|eyJ[A-Za-z0-9_-]{8,512}\.eyJ|AGE-SECRET-KEY-1)/;

const WORD_CHARACTER = ((): readonly boolean[] => {
  const table = new Array<boolean>(128).fill(false);
  for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.') table[c.charCodeAt(0)] = true;
  return table;
})();
/** Ends a value that is not quoted. */
const VALUE_END = new Set([...' \t\n\r&;,|<>()"\'`}']);
const SCHEMES = new Set(['bearer', 'basic', 'negotiate', 'digest']);

/** Arguments longer than this are looked at in their first part, and the rest is hidden if the first part held a secret. */
const TEXT_LENGTH_MAX = 131_072;

export class Scrubber {
  readonly #custom: readonly ((name: string) => boolean)[];
  readonly #lists = new WeakMap<readonly string[], readonly string[]>();

  /** @param words more names of secrets; `*` stands for any characters */
  constructor(words: readonly string[] = []) {
    this.#custom = words.filter((word) => word.replaceAll('*', '') !== '').map((word) => wildcard(word.toLowerCase()));
  }

  /**
   * A command line without its secrets; the same object when there are none, and the same answer for the same object.
   * @param argv with the program first
   */
  arguments(argv: readonly string[]): readonly string[] {
    const known = this.#lists.get(argv);
    if (known !== undefined) return known;
    const scrubbed = this.#words(argv);
    this.#lists.set(argv, scrubbed);
    return scrubbed;
  }

  /** One text, such as `NAME=value` of an environment or a value that a rule compared. */
  text(text: string): string {
    return this.#argument(text.length > TEXT_LENGTH_MAX ? text.slice(0, TEXT_LENGTH_MAX) : text, true);
  }

  #words(argv: readonly string[]): readonly string[] {
    let result: string[] | null = null;
    let program = PROGRAMS[programName(argv[0] ?? '')];
    let hidesNext = false;
    for (let i = 0; i < argv.length; i++) {
      const argument = argv[i]!;
      let shown: string;
      if (hidesNext && !isOption(argument)) {
        // `Authorization: Bearer` and its value may be two arguments, or three.
        shown = SCHEMES.has(argument.toLowerCase()) ? argument : HIDDEN;
        hidesNext = shown === argument;
        if (shown === HIDDEN && argument === '') shown = '';
      } else {
        hidesNext = false;
        const joined = program === undefined ? null : joinedSecret(argument, program);
        if (joined !== null) shown = joined;
        else if (program?.options.has(argument)) {
          shown = argument;
          hidesNext = true;
        } else {
          shown = this.#argument(argument, i > 0);
          hidesNext = i > 0 && this.#announces(argument);
        }
        const name = programName(argument);
        if (Object.hasOwn(PROGRAMS, name)) program = PROGRAMS[name];
      }
      if (shown !== argument) {
        result ??= [...argv];
        result[i] = shown;
      }
    }
    return result ?? argv;
  }

  /** Whether a whole argument is the name of a secret whose value follows: `--password`, `-token`, `password:`. */
  #announces(argument: string): boolean {
    if (/[:=]\s{0,8}(?:bearer|basic|negotiate|digest)$/i.test(argument.slice(-24))) return true;
    if (argument.length > 128) return false;
    const last = argument.charCodeAt(argument.length - 1);
    const isOpen = last === 0x3a || last === 0x3d;
    const name = isOpen ? argument.slice(0, -1) : argument;
    if (!isOpen && !name.startsWith('-') && !/^[a-z]/i.test(name)) return false;
    for (let i = 0; i < name.length; i++) if (WORD_CHARACTER[name.charCodeAt(i)] !== true) return false;
    // A bare word must be the whole name: `secret` in `kubectl get secret web` is none.
    return name.startsWith('-') || isOpen ? this.#isSecretName(name) : /^(?:password|passwd|passphrase)$/i.test(name);
  }

  #isSecretName(name: string): boolean {
    if (name.length > 256) return WORDS.test(name.slice(0, 256).toLowerCase());
    const lower = name.toLowerCase();
    for (const test of this.#custom) if (test(lower) || test(lower.replace(/^-+/, ''))) return true;
    const plain = lower.replaceAll(/[-_.]/g, '');
    if (HARMLESS.test(plain)) return false;
    return WHOLE_WORDS.has(plain) || WORDS.test(plain);
  }

  /** Hides secrets within one text: see the head of the file. */
  #argument(whole: string, isValue: boolean): string {
    const text = whole.length > TEXT_LENGTH_MAX ? whole.slice(0, TEXT_LENGTH_MAX) : whole;
    if (text.includes('-----BEGIN ') && text.includes('PRIVATE KEY')) return HIDDEN;
    const cuts: [from: number, to: number][] = [];
    let program: (typeof PROGRAMS)[string] | undefined;
    let expectsValue = false;
    for (let i = 0; i < text.length; ) {
      const c = text.charCodeAt(i);
      if (c === 0x3a && text.startsWith('://', i)) {
        const end = userInfoEnd(text, i + 3);
        if (end !== null) {
          cuts.push(end);
          i = end[1];
        } else i += 3;
        continue;
      }
      if (c >= 128 || WORD_CHARACTER[c] !== true) {
        i++;
        continue;
      }
      let to = i + 1;
      while (to < text.length && WORD_CHARACTER[text.charCodeAt(to)] === true) to++;
      const word = text.slice(i, to);
      const startsArgument = i === 0 || isSpace(text.charCodeAt(i - 1)) || text[i - 1] === '"' || text[i - 1] === "'";
      if (expectsValue && startsArgument && !isOption(word)) {
        const end = valueEnd(text, i);
        cuts.push([i, end]);
        expectsValue = false;
        i = end;
        continue;
      }
      expectsValue = false;
      const joined: string | null =
        program !== undefined && startsArgument && i > 0
          ? joinedSecret(text.slice(i, valueEnd(text, i)), program)
          : null;
      if (joined !== null) {
        const end = valueEnd(text, i);
        cuts.push([i + joined.length - HIDDEN.length, end]);
        i = end;
        continue;
      }
      if (SHAPES.test(word)) {
        let end = to;
        while (end < text.length && !VALUE_END.has(text[end]!)) end++;
        cuts.push([i, end]);
        i = end;
        continue;
      }
      if (SCHEMES.has(word.toLowerCase()) && isSpace(text.charCodeAt(to))) {
        let from = to;
        while (isSpace(text.charCodeAt(from))) from++;
        const end = valueEnd(text, from);
        // `basic usage` is no credential.
        if (end - from >= 8) {
          cuts.push([from, end]);
          i = end;
          continue;
        }
      }
      const value = this.#isSecretName(word) ? valueAfter(text, to) : null;
      if (value !== null) {
        cuts.push(value);
        i = value[1];
        continue;
      }
      if (startsArgument && isSpace(text.charCodeAt(to))) {
        expectsValue = (word.startsWith('-') && this.#isSecretName(word)) || program?.options.has(word) === true;
      }
      if (isValue || i > 0) {
        const name = programName(word);
        if (Object.hasOwn(PROGRAMS, name)) program = PROGRAMS[name];
      }
      i = to;
    }
    // Beyond the limit nothing is known to be harmless.
    const rest = whole.length > text.length ? HIDDEN : '';
    if (cuts.length === 0) return rest === '' ? whole : text + rest;
    let shown = '';
    let at = 0;
    for (const [from, to] of cuts) {
      if (from < at) continue;
      shown += text.slice(at, from) + (to > from ? HIDDEN : '');
      at = to;
    }
    return shown + text.slice(at) + rest;
  }
}

/** Name of a program from its path, without a version at the end (`mysql8.0`). */
function programName(path: string): string {
  if (path.length > 256) return '';
  return path.slice(path.lastIndexOf('/') + 1).replace(/[\d.]{1,8}$/, '');
}

/** `-x` and `--word`: more likely an option of its own than the value of the one before. */
function isOption(argument: string): boolean {
  return /^-(?:[a-zA-Z]|-[a-z][a-z-]{0,40}(?:=|$))/.test(argument) && (argument.length === 2 || argument[1] === '-');
}

/** `-pX` of a program that takes a secret so, with the secret hidden; null when it is none. */
function joinedSecret(argument: string, program: { options: ReadonlySet<string>; joined?: true }): string | null {
  if (program.joined !== true || argument.length <= 2 || argument[1] === '-') return null;
  const option = argument.slice(0, 2);
  return program.options.has(option) && !program.options.has(argument) ? `${option}${HIDDEN}` : null;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Where the value behind a name begins and ends (`name=value`, `name: "value"`), or null. */
function valueAfter(text: string, at: number): [number, number] | null {
  let i = at;
  while (i < at + 3 && (text[i] === '"' || text[i] === "'" || text[i] === '\\' || text[i] === ']')) i++;
  const afterQuote = i;
  while (i < afterQuote + 8 && isSpace(text.charCodeAt(i))) i++;
  const c = text[i];
  if (c !== '=' && c !== ':') return null;
  i++;
  if (text[i] === '=' || text[i] === '>') i++;
  const start = i;
  while (i < start + 8 && isSpace(text.charCodeAt(i))) i++;
  // `Authorization: Bearer x`: the scheme says what it is and is no secret.
  const scheme = /^(?:bearer|basic|negotiate|digest)(?:\s{1,8}|$)/i.exec(text.slice(i, i + 20));
  if (scheme !== null) i += scheme[0].length;
  if (i >= text.length) return null;
  return [i, valueEnd(text, i)];
}

/** End of a value: that of its quotes, else where a shell, URL or list goes on. */
function valueEnd(text: string, from: number): number {
  // Quotes of a text within a text are escaped, once per level.
  let slashes = 0;
  while (text[from + slashes] === '\\') slashes++;
  const quote = text[from + slashes];
  if (slashes > 0 && (quote === '"' || quote === "'")) {
    for (let i = from + slashes + 1, run = 0; i < text.length; i++) {
      if (text[i] === '\\') run++;
      else if (text[i] === quote && run <= slashes) return i + 1;
      else run = 0;
    }
    return text.length;
  }
  if (quote === '"' || quote === "'") {
    for (let i = from + 1; i < text.length; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === quote) return i + 1;
    }
    return text.length;
  }
  let i = from;
  while (i < text.length && !VALUE_END.has(text[i]!)) i++;
  return i;
}

/** The password of `user:password@host`, behind `://`; null when there is none. */
function userInfoEnd(text: string, from: number): [number, number] | null {
  let colon = -1;
  let at = -1;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (c === '/' || c === '?' || c === '#' || isSpace(text.charCodeAt(i)) || c === '"' || c === "'") break;
    if (c === ':' && colon < 0) colon = i;
    if (c === '@') at = i;
  }
  return colon >= 0 && at > colon ? [colon + 1, at] : null;
}

/** A name with `*`, as a test of lower-case names; each piece is looked for once, from the left. */
function wildcard(pattern: string): (name: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  if (pieces.length === 1) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    let at = first.length;
    const end = name.length - last.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = name.indexOf(piece, at);
      if (found < 0 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
