/** Command-line arguments: what each command takes, checked before anything else happens. */

/** What a command accepts: names of switches and of options with a value. */
export interface ArgumentSpec {
  readonly switches?: readonly string[];
  readonly options?: readonly string[];
  /** Least and most number of plain arguments. */
  readonly plain?: readonly [number, number];
}

export interface Arguments {
  readonly switches: ReadonlySet<string>;
  readonly options: ReadonlyMap<string, string>;
  readonly plain: readonly string[];
}

/**
 * Takes arguments apart: `--name`, `--name value`, `--name=value`, `--` ends them.
 * @returns the arguments, or a sentence that says what is wrong
 */
export function parseArguments(args: readonly string[], spec: ArgumentSpec): Arguments | string {
  const switches = new Set<string>();
  const options = new Map<string, string>();
  const plain: string[] = [];
  let ended = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (ended || !arg.startsWith('-') || arg === '-') {
      plain.push(arg);
      continue;
    }
    if (arg === '--') {
      ended = true;
      continue;
    }
    const [name, value] = splitOption(arg);
    if (spec.switches?.includes(name)) {
      if (value !== null) return `--${name} takes no value`;
      switches.add(name);
    } else if (spec.options?.includes(name)) {
      const given = value ?? args[++i];
      if (given === undefined) return `--${name} needs a value`;
      options.set(name, given);
    } else {
      const known = [...(spec.switches ?? []), ...(spec.options ?? [])].map((n) => `--${n}`).join(', ');
      return `unknown option ${arg}${known === '' ? '' : `; known here: ${known}`}`;
    }
  }
  const [least, most] = spec.plain ?? [0, 0];
  if (plain.length < least)
    return `${least - plain.length} argument${least - plain.length === 1 ? ' is' : 's are'} missing`;
  if (plain.length > most) return `unexpected argument '${plain[most]}'`;
  return { switches, options, plain };
}

function splitOption(arg: string): [string, string | null] {
  const text = arg.replace(/^--?/, '');
  const equals = text.indexOf('=');
  return equals < 0 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
}
