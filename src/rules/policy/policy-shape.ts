/**
 * The shape of a policy file: which keys stand where and what they hold. One description serves the reader (types,
 * nearest known key), the strict check and the published JSON schema, so the three cannot disagree. The reader takes
 * unknown keys with a warning; the strict check and the schema refuse them.
 */

interface Documented {
  readonly doc: string;
}

export type Shape =
  | (Documented & {
      readonly kind: 'text';
      readonly pattern?: string;
      readonly oneOf?: readonly string[];
      readonly anyCase?: boolean;
    })
  | (Documented & { readonly kind: 'bool' | 'int' | 'duration' | 'value' })
  | (Documented & { readonly kind: 'list'; readonly of: Shape })
  | (Documented & { readonly kind: 'map' })
  | ObjectShape;

export interface ObjectShape extends Documented {
  readonly kind: 'object';
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** One of these at least. */
  readonly atLeastOne?: readonly string[];
  /** One of these and no second. */
  readonly exactlyOne?: readonly string[];
}

/** Letters, digits and `_`: ids of rules, macros and groups, and names of variables. */
export const ID_PATTERN = '^[A-Za-z0-9_]+$';

const id = (doc: string): Shape => ({ kind: 'text', doc, pattern: ID_PATTERN });
const string = (doc: string): Shape => ({ kind: 'text', doc });
const choice = (doc: string, oneOf: readonly string[]): Shape => ({ kind: 'text', doc, oneOf });
const bool = (doc: string): Shape => ({ kind: 'bool', doc });
const int = (doc: string): Shape => ({ kind: 'int', doc });
const duration = (doc: string): Shape => ({ kind: 'duration', doc });
const list = (doc: string, of: Shape): Shape => ({ kind: 'list', doc, of });

const AGENT_VERSION = string('Versions of the agent that the definition is for, such as ">= 7.42, < 7.50"');
const FILTERS = list(
  'Conditions on the machine, such as os == "linux"; the definition is used if any holds',
  string('One condition'),
);

export const ACTION_KINDS = ['set', 'kill', 'coredump', 'hash', 'log', 'network_filter', 'deny'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

const SET: ObjectShape = {
  kind: 'object',
  doc: 'Stores a variable that rules can read',
  required: ['name'],
  exactlyOne: ['value', 'field', 'expression'],
  keys: {
    name: id('Name of the variable, without its scope'),
    value: { kind: 'value', doc: 'What is stored: a bool, an integer, a string, or a list of strings or integers' },
    field: string('Field whose value is stored; field[N] for one element of a list'),
    expression: string('Expression whose value is stored; needs default_value'),
    default_value: { kind: 'value', doc: 'Gives the type, and the initial value of a global variable' },
    append: bool('Adds to a list instead of replacing it'),
    scope: choice('Who shares the variable; everybody when absent', ['process', 'container', 'cgroup']),
    scope_field: string('Field holding the id of the process that gets the variable'),
    size: int('Most elements of a list; 100 when absent'),
    ttl: duration('How long a value, or an element of a list, is kept after it was set'),
    private: bool('Leaves the variable out of events'),
    inherited: bool('Children see the variable of their ancestors'),
  },
};

const KILL: ObjectShape = {
  kind: 'object',
  doc: 'Sends a signal',
  required: ['signal'],
  keys: {
    signal: string('Name of the signal, such as SIGKILL'),
    scope: choice('Which processes get the signal; the acting one when absent', ['process', 'container', 'cgroup']),
    disable_container_disarmer: bool('Goes on when many containers are hit'),
    disable_executable_disarmer: bool('Goes on when many executables are hit'),
  },
};

const ACTION: ObjectShape = {
  kind: 'object',
  doc: 'One thing to do when the rule matches',
  exactlyOne: ACTION_KINDS,
  keys: {
    filter: string('Condition for this action; sees what earlier actions stored'),
    set: SET,
    kill: KILL,
    coredump: {
      kind: 'object',
      doc: 'Dumps caches of the sensor, for debugging',
      atLeastOne: ['process', 'mount', 'dentry'],
      keys: {
        process: bool('Dumps the process cache'),
        mount: bool('Dumps the mount cache'),
        dentry: bool('Dumps the path cache'),
        no_compression: bool('Leaves the dump uncompressed'),
      },
    },
    hash: {
      kind: 'object',
      doc: 'Hashes a file of the event',
      keys: {
        field: string('Which file, such as process.file; the opened or executed file when absent'),
        max_file_size: int('Largest file that is hashed, in bytes'),
      },
    },
    log: {
      kind: 'object',
      doc: 'Writes a line to the log',
      required: ['level'],
      keys: {
        level: { kind: 'text', doc: 'Level of the line', oneOf: ['debug', 'info', 'warning', 'error'], anyCase: true },
        message: string('Text of the line; names the rule when absent'),
      },
    },
    network_filter: {
      kind: 'object',
      doc: 'Drops packets',
      required: ['filter'],
      keys: {
        filter: string('Packet filter expression of the packets that are dropped'),
        policy: choice('What happens to the packets', ['drop', 'accept', 'allow']),
        scope: choice('Whose packets', ['process', 'cgroup']),
      },
    },
    deny: {
      kind: 'object',
      doc: 'Refuses the call, in the kernel; deny: {} where there is nothing more to say',
      keys: {
        mode: choice('audit: only tells what would be refused, whatever the configuration says', ['audit', 'enforce']),
      },
    },
  },
};

const MACRO: ObjectShape = {
  kind: 'object',
  doc: 'A named expression or list',
  required: ['id'],
  exactlyOne: ['expression', 'values'],
  keys: {
    id: id('Name that rules use'),
    description: string('What the macro is for'),
    expression: string('Expression or list of the rule language'),
    values: list('Exact strings; a * in them is an ordinary character', string('One string')),
    agent_version: AGENT_VERSION,
    filters: FILTERS,
    combine: choice('How it changes an earlier macro of the same id', ['merge', 'override']),
  },
};

export const OVERRIDE_FIELDS = ['all', 'expression', 'actions', 'every', 'tags', 'product_tags'] as const;

const RULE: ObjectShape = {
  kind: 'object',
  doc: 'A condition on one event',
  required: ['id'],
  atLeastOne: ['expression', 'disabled', 'combine'],
  keys: {
    id: id('Name of the rule'),
    version: string('Version of the rule, copied to its signals'),
    expression: string('Condition in the rule language'),
    description: string('What the rule finds'),
    tags: { kind: 'map', doc: 'Tags, as key: value' },
    product_tags: list('Tags that fields can read as event.rule.tags', string('One tag')),
    agent_version: AGENT_VERSION,
    filters: FILTERS,
    disabled: bool('Switches the rule off; in a later file it switches off a rule of the default policy'),
    combine: choice('Changes an earlier rule of the same id', ['override']),
    override_options: {
      kind: 'object',
      doc: 'What combine: override changes',
      keys: { fields: list('Parts of the rule that are replaced', choice('One part', OVERRIDE_FIELDS)) },
    },
    actions: list('What to do when the rule matches, in order', ACTION),
    every: duration('At most one signal in this time; 0 for no limit'),
    limiter_token: list('Fields by whose values the limit of every is kept apart', string('One field')),
    silent: bool('Runs the actions without a signal'),
    group_id: id('Group the rule belongs to'),
    priority: int('Rules of higher priority are evaluated first'),
  },
};

/** A whole policy file. */
export const POLICY_SHAPE: ObjectShape = {
  kind: 'object',
  doc: 'A policy: rules and macros of one file',
  keys: {
    version: string('Version of the policy, reported with its rules'),
    type: string(
      'default: its rules can be switched off by other policies, as those of default.policy; policy, content_pack: no effect',
    ),
    replace_policy_id: string('Policy whose place this one takes'),
    macros: list('Named expressions and lists', MACRO),
    rules: list('Rules', RULE),
    hooks: list('Kernel hook points of older policies; derived from the rules today', string('One hook point')),
  },
};
