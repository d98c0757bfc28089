/**
 * Every request and response of the HTTP API, under /api/v1. The console and other clients import the types.
 *
 * Surprising: each name is a schema and a type. The schema checks what clients send, is what the OpenAPI document
 * says, and is what the tests hold the answers against, so the three cannot differ. Import with `import type` outside
 * the server. Which path takes and gives what is in routes.ts.
 *
 * All times are ISO 8601 in UTC. Lists come in pages: ask again with `cursor` = `next_cursor` until that is null.
 * In queries, `from` and `to` also take a time relative to now (`-15m`, `-6h`, `-7d`); from is included, to is not.
 */
import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';

const text = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const time = (description: string) => Type.String({ format: 'date-time', description });
const words = <const W extends readonly string[]>(list: W, description: string) =>
  Type.Unsafe<W[number]>(Type.Enum([...list], { description }));
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false });

/** An object of whose members only JSON is known. */
const Json = Type.Record(Type.String(), Type.Unknown());

/** The shape of every list. */
const page = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    next_cursor: nullable(text('Give it back as `cursor` for the next page; null at the end.')),
  });

// ── Errors ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What every answer with a status of 400 or more carries. Match on `code`. */
export const ErrorAnswer = Type.Object({
  error: Type.Object({
    code: text('Stable: bad_request, unauthenticated, forbidden, not_found, conflict, too_large, too_many_requests, …'),
    message: text('For people.'),
    hint: Type.Optional(text('How to mend it.')),
    /** For a rule text or filter that cannot be read. */
    diagnostics: Type.Optional(Type.Array(Type.Ref('Diagnostic'))),
  }),
});

/** One thing that is wrong with a rule or filter, and where. */
export const Diagnostic = Type.Object({
  severity: words(['error', 'warning', 'note'] as const, ''),
  code: text('Stable name of the kind of problem.'),
  message: text(''),
  hint: Type.Optional(text('How to mend it.')),
  offset: count('Where in the text, in UTF-16 units.'),
  length: count('In UTF-16 units.'),
});
export type Diagnostic = Static<typeof Diagnostic>;
export interface ErrorAnswer {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly diagnostics?: readonly Diagnostic[];
  };
}

// ── Who is asking ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What a person may do: viewers read, analysts also triage and write suppressions, admins also manage people. */
export const ROLES = ['viewer', 'analyst', 'admin'] as const;
export const Role = words(ROLES, 'viewer reads; analyst also triages, suppresses and edits; admin also manages users.');
export type Role = Static<typeof Role>;

/** POST /login. The answer is a {@link Me} and the session cookie. */
export const LoginRequest = closed({
  user: Type.String({ maxLength: 128 }),
  password: Type.String({ maxLength: 1024 }),
});
export type LoginRequest = Static<typeof LoginRequest>;

/** GET /me. */
export const Me = Type.Object({
  user: text('Name of the account, or of the token.'),
  display_name: text(''),
  role: Role,
  via: words(['session', 'token'] as const, 'How the request proved itself.'),
  scopes: Type.Array(Type.String(), { description: 'For tokens: what they may do, such as signals:read. Else empty.' }),
  must_change_password: Type.Boolean({ description: 'The first password is still in use.' }),
  version: text('Version of the server.'),
});
export type Me = Static<typeof Me>;

/** GET /login/options: what the login page offers. Needs no session. */
export const LoginOptions = Type.Object({
  password: Type.Boolean(),
  oidc: nullable(Type.Object({ name: text('On the button.'), url: text('Where the button leads.') })),
});
export type LoginOptions = Static<typeof LoginOptions>;

/** POST /me/password. */
export const PasswordChange = closed({
  current: Type.String({ maxLength: 1024 }),
  next: Type.String({ minLength: 12, maxLength: 1024, description: 'At least 12 characters.' }),
});
export type PasswordChange = Static<typeof PasswordChange>;

// ── Signals ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** From the least to the most serious. */
export const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical'] as const;
export const Severity = words(SEVERITIES, 'From the least to the most serious.');
export type Severity = Static<typeof Severity>;

export const SIGNAL_STATUSES = ['open', 'under_review', 'archived'] as const;
export const SignalStatus = words(SIGNAL_STATUSES, '');
export type SignalStatus = Static<typeof SignalStatus>;

const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Items per page; 100 if not given.' })),
};
const RangeQuery = {
  from: Type.Optional(Type.String({ maxLength: 40, description: 'ISO 8601, or relative such as -6h. Included.' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'ISO 8601, or relative such as -5m. Not included.' })),
};
const search = Type.Optional(
  Type.String({ maxLength: 500, description: 'Words that must all appear, anywhere, in any order; case is ignored.' }),
);

const SignalFilter = {
  status: Type.Optional(Type.String({ description: 'One or more of open, under_review, archived; comma between.' })),
  severity: Type.Optional(Type.String({ description: 'One or more severities; comma between.' })),
  rule: Type.Optional(Type.String({ description: 'One or more rule ids; comma between.' })),
  host: Type.Optional(Type.String({ description: 'One or more host names; comma between.' })),
  user: Type.Optional(Type.String({ description: 'One or more user names; comma between.' })),
  container: Type.Optional(Type.String({ description: 'One or more container ids; comma between.' })),
  attack: Type.Optional(Type.String({ description: 'One or more ATT&CK techniques; comma between.' })),
  assignee: Type.Optional(Type.String({ description: 'One or more accounts; comma between; "none" for nobody.' })),
  q: search,
  ...RangeQuery,
};

/** GET /signals. The newest `time_last` comes first. */
export const SignalsQuery = closed({ ...SignalFilter, ...PageQuery });
export type SignalsQuery = Static<typeof SignalsQuery>;
/** GET /signals/facets. */
export const SignalFacetsQuery = closed(SignalFilter);
export type SignalFacetsQuery = Static<typeof SignalFacetsQuery>;

/** A signal in a list: one group of one detection, kept up to date while more events join it. */
export const SignalSummary = Type.Object({
  id: text(''),
  title: text('What the detection says, one line.'),
  rule_id: text('Id of the detection, which for agent rules is the id of the rule.'),
  severity: Severity,
  status: SignalStatus,
  host: text('Host name.'),
  time_first: time('Of the first event.'),
  time_last: time('Of the latest event so far.'),
  count: count('Events so far.'),
  what: text('What the latest event did, one line: "cat opened /etc/shadow".'),
  user: text(''),
  process: text('Name of the process.'),
  container: text('Container id, or empty.'),
  attack: Type.Array(Type.String(), { description: 'ATT&CK technique ids.' }),
  assignee: nullable(text('Account.')),
  execution_context: text('Same for all processes of one run of one service, session or container.'),
});
export type SignalSummary = Static<typeof SignalSummary>;

/** One line of a list of facet values. */
export const FacetValue = Type.Object({ value: text(''), count: count('Signals.') });
export type FacetValue = Static<typeof FacetValue>;

/** Each list counts under all filters but its own, so that a second value can be picked. Most common first. */
export const SignalFacets = Type.Object({
  status: Type.Array(FacetValue),
  severity: Type.Array(FacetValue),
  rule: Type.Array(FacetValue),
  host: Type.Array(FacetValue),
  user: Type.Array(FacetValue),
  container: Type.Array(FacetValue),
  attack: Type.Array(FacetValue),
  assignee: Type.Array(FacetValue, { description: 'Value "none": nobody.' }),
  total: count('Signals under all filters.'),
});
export type SignalFacets = Static<typeof SignalFacets>;

/** A stretch of the rule's expression that held, and the value that made it hold. */
export const MatchedPart = Type.Object({
  offset: count('In the expression, in UTF-16 units.'),
  length: count('In UTF-16 units.'),
  field: Type.Optional(text('')),
  value: Type.Optional(text('The value in the event, as text.')),
});
export type MatchedPart = Static<typeof MatchedPart>;

export const SignalNote = Type.Object({ id: text(''), time: time(''), author: text(''), text: text('Plain text.') });
export type SignalNote = Static<typeof SignalNote>;

/** One change of a signal. */
export const SignalChange = Type.Object({
  time: time(''),
  actor: text('Account, or "shrike".'),
  field: words(['created', 'status', 'assignee', 'severity', 'note', 'suppressed'] as const, ''),
  from: nullable(text('')),
  to: nullable(text('')),
  reason: Type.Optional(text('')),
});
export type SignalChange = Static<typeof SignalChange>;

/** A stored event: what a list shows, and the event itself. */
export const StoredEvent = Type.Object({
  id: text(''),
  time: time('With nanoseconds.'),
  host: text(''),
  type: text('Event type: exec, open, …'),
  class: words(['signal', 'event', 'internal'] as const, 'A signal is an event that a rule matched.'),
  rule_id: Type.Optional(text('For class signal.')),
  what: text('One line.'),
  user: text(''),
  process: text('Name of the process.'),
  pid: count(''),
  container: text('Container id, or empty.'),
  json: Json,
});
export type StoredEvent = Static<typeof StoredEvent>;

/** GET /signals/:id. */
export const SignalDetail = Type.Object({
  ...SignalSummary.properties,
  account: text('What happened, in plain sentences; paragraphs are parted by an empty line.'),
  description: text('What the rule looks for.'),
  playbook: text('What to do about it, in Markdown; may be empty.'),
  rule: nullable(
    Type.Object({
      id: text(''),
      expression: text('As the agent or detection has it.'),
      policy: text('Where the rule stands.'),
      version: text(''),
      matched: Type.Array(MatchedPart),
    }),
  ),
  events: Type.Array(StoredEvent, { description: 'Newest first, at most 200.' }),
  events_total: count(''),
  tags: Type.Record(Type.String(), Type.String()),
  group: Type.Record(Type.String(), Type.String(), { description: 'The fields that the detection groups by.' }),
  related: Type.Array(SignalSummary, { description: 'Other signals of the same execution context, at most 50.' }),
  notes: Type.Array(SignalNote),
  history: Type.Array(SignalChange),
  suppressible: Type.Array(
    Type.Object({ field: text('SECL field.'), value: text(''), expression: text('Ready to suppress with.') }),
    { description: 'Attributes that a suppression can be made of with one click.' },
  ),
});
export type SignalDetail = Static<typeof SignalDetail>;

/** PATCH /signals/:id. What is left out stays. */
export const SignalPatch = closed({
  status: Type.Optional(SignalStatus),
  assignee: Type.Optional(nullable(Type.String({ maxLength: 128 }))),
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
});
export type SignalPatch = Static<typeof SignalPatch>;

/** POST /signals/:id/notes. */
export const NoteRequest = closed({ text: Type.String({ minLength: 1, maxLength: 20_000 }) });
export type NoteRequest = Static<typeof NoteRequest>;

/**
 * GET /signals/stream, server-sent events: event `signal`, data = {@link SignalSummary}, whenever a signal is new or
 * changed; event `dropped`, data = {@link StreamDropped}; a comment every 15 s keeps the connection.
 */
export const StreamDropped = Type.Object({ count: count('Left out because the client did not keep up.') });
export type StreamDropped = Static<typeof StreamDropped>;

// ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const EventFilter = {
  filter: Type.Optional(Type.String({ maxLength: 8000, description: 'A SECL expression.' })),
  q: search,
  host: Type.Optional(Type.String({ description: 'One or more host names; comma between.' })),
  type: Type.Optional(Type.String({ description: 'One or more event types; comma between.' })),
  class: Type.Optional(Type.String({ description: 'One or more of signal, event, internal; comma between.' })),
  ...RangeQuery,
};

/** GET /events. The newest comes first. */
export const EventsQuery = closed({ ...EventFilter, ...PageQuery });
export type EventsQuery = Static<typeof EventsQuery>;

/** How a filter was answered. */
export const FilterReport = Type.Object({
  exact: Type.Boolean({ description: 'False: the search was cut; older events were not looked at.' }),
  scanned: count('Candidates that were tested one by one; 0 when the store answered the whole filter.'),
  searched_from: nullable(time('When cut: how far back the answer is complete.')),
  note: Type.Optional(text('What was cut and why.')),
});
export type FilterReport = Static<typeof FilterReport>;

export const EventPage = Type.Object({ ...page(StoredEvent).properties, report: FilterReport });
export type EventPage = Static<typeof EventPage>;

/** GET /events/histogram. */
export const HistogramQuery = closed({
  ...EventFilter,
  buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: '60 if not given.' })),
});
export type HistogramQuery = Static<typeof HistogramQuery>;

export const Histogram = Type.Object({
  from: time(''),
  to: time(''),
  bucket_ms: count('Width of a bucket.'),
  buckets: Type.Array(
    Type.Object({ time: time('Start.'), count: count(''), signals: count('Of them, matched by a rule.') }),
    {
      description: 'Every bucket, the empty ones too, oldest first.',
    },
  ),
  total: count(''),
  report: FilterReport,
});
export type Histogram = Static<typeof Histogram>;

/**
 * GET /events/stream: event `event`, data = {@link StoredEvent}; event `dropped`, data = {@link StreamDropped}.
 */
export const EventStreamQuery = closed({
  filter: EventFilter.filter,
  host: EventFilter.host,
  type: EventFilter.type,
  class: EventFilter.class,
});
export type EventStreamQuery = Static<typeof EventStreamQuery>;

// ── Processes, containers, files, network ───────────────────────────────────────────────────────────────────────────

/** GET /processes: program runs seen in the range (by default the last hour), newest first. */
export const ProcessesQuery = closed({
  host: Type.Optional(Type.String({ maxLength: 256 })),
  container: Type.Optional(Type.String({ maxLength: 256 })),
  q: search,
  ...RangeQuery,
  ...PageQuery,
});
export type ProcessesQuery = Static<typeof ProcessesQuery>;

/** One program run. */
export const ProcessRun = Type.Object({
  key: text('Names the run on its host; give it to /processes/tree.'),
  host: text(''),
  pid: count(''),
  ppid: count(''),
  name: text('Name of the process (comm).'),
  path: text('Executable.'),
  args: Type.Array(Type.String()),
  user: text(''),
  uid: count(''),
  tty: text('Or empty.'),
  container: text('Container id, or empty.'),
  time_start: nullable(time('Of the program run.')),
  time_end: nullable(time('Null: not known to have ended.')),
  exit_code: nullable(Type.Integer()),
  signals: count('Signals on this run.'),
});
export type ProcessRun = Static<typeof ProcessRun>;

/** GET /processes/tree. `key` from a {@link ProcessRun} or of a stored event (`event:` + event id). */
export const ProcessTreeQuery = closed({
  host: Type.Optional(Type.String({ maxLength: 256 })),
  key: Type.String({ maxLength: 256 }),
});
export type ProcessTreeQuery = Static<typeof ProcessTreeQuery>;

/** A process in a tree. */
export const ProcessNode = Type.Object({
  ...ProcessRun.properties,
  parent_key: nullable(text('Null at the root.')),
  is_subject: Type.Boolean({ description: 'The process that was asked for.' }),
  events: Type.Array(
    Type.Object({ id: text(''), time: time(''), type: text(''), what: text(''), rule_id: Type.Optional(text('')) }),
    { description: 'Things it did that are stored, oldest first, at most 50.' },
  ),
});
export type ProcessNode = Static<typeof ProcessNode>;

export const ProcessTree = Type.Object({
  nodes: Type.Array(ProcessNode, { description: 'Parents come before their children.' }),
  truncated: Type.Boolean({ description: 'There are more processes than are shown.' }),
});
export type ProcessTree = Static<typeof ProcessTree>;

/** GET /containers. */
export const ContainersQuery = closed({ host: Type.Optional(Type.String()), q: search, ...RangeQuery, ...PageQuery });
export type ContainersQuery = Static<typeof ContainersQuery>;

export const Container = Type.Object({
  id: text(''),
  host: text(''),
  runtime: text('containerd, docker, podman, …; may be empty.'),
  image: text('May be empty.'),
  name: text('May be empty.'),
  time_first: time(''),
  time_last: time(''),
  events: count(''),
  signals: count(''),
  programs: Type.Array(Type.String(), { description: 'Most common executables, at most 10.' }),
});
export type Container = Static<typeof Container>;

/** GET /files: changes to files. */
export const FilesQuery = closed({
  prefix: Type.Optional(Type.String({ maxLength: 4096, description: 'Only paths that start so.' })),
  host: Type.Optional(Type.String()),
  q: search,
  ...RangeQuery,
  ...PageQuery,
});
export type FilesQuery = Static<typeof FilesQuery>;

export const FileChange = Type.Object({
  event_id: text(''),
  time: time(''),
  host: text(''),
  action: text('create, write, rename, unlink, chmod, chown, link, mkdir, rmdir, utimes, setxattr, removexattr'),
  path: text(''),
  path_to: nullable(text('For rename and link.')),
  user: text(''),
  process: text(''),
  pid: count(''),
  container: text('Or empty.'),
  rule_id: nullable(text('If a rule matched.')),
  outcome: text('Success, Refused, Error'),
});
export type FileChange = Static<typeof FileChange>;

/** GET /network/dns and /network/connections. */
export const NetworkQuery = closed({ host: Type.Optional(Type.String()), q: search, ...RangeQuery, ...PageQuery });
export type NetworkQuery = Static<typeof NetworkQuery>;

/** A name that was asked for, over all requests in the range. The newest comes first. */
export const DnsName = Type.Object({
  name: text(''),
  type: text('A, AAAA, …'),
  count: count('Requests.'),
  hosts: Type.Array(Type.String()),
  processes: Type.Array(Type.String(), { description: 'Names, at most 10.' }),
  addresses: Type.Array(Type.String(), { description: 'Answers, at most 20.' }),
  failed: count('Answers with an error code.'),
  time_first: time(''),
  time_last: time(''),
  event_id: text('The latest.'),
});
export type DnsName = Static<typeof DnsName>;

/** Connections between a program and an address, over the range. The newest comes first. */
export const Connection = Type.Object({
  direction: words(['outbound', 'inbound', 'listen'] as const, 'connect, accept, bind.'),
  address: text('Of the other side; of this side for listen.'),
  port: count(''),
  family: text('AF_INET, AF_INET6, AF_UNIX'),
  protocol: text('IPPROTO_TCP, …; may be empty.'),
  host: text(''),
  process: text(''),
  container: text('Or empty.'),
  count: count(''),
  failed: count(''),
  time_first: time(''),
  time_last: time(''),
  event_id: text('The latest.'),
});
export type Connection = Static<typeof Connection>;

// ── Hosts, coverage, health ─────────────────────────────────────────────────────────────────────────────────────────

export const HOST_STATES = ['online', 'late', 'offline'] as const;

/** One line of GET /hosts. */
export const HostSummary = Type.Object({
  id: text(''),
  name: text(''),
  state: words(HOST_STATES, 'late: no heartbeat for 2 minutes; offline: for 15.'),
  version: text('Of the agent.'),
  kernel: text(''),
  os: text(''),
  arch: text(''),
  time_enrolled: time(''),
  time_last_heartbeat: nullable(time('')),
  hooks_live: count(''),
  hooks_total: count(''),
  rules_loaded: count(''),
  rules_filtered: count('Not for this host.'),
  rules_error: count(''),
  losses: count('Records lost since the start of the sensor.'),
  self_test: words(['passed', 'failed', 'unknown'] as const, ''),
  events_last_hour: count(''),
  signals_open: count(''),
});
export type HostSummary = Static<typeof HostSummary>;

export const HookState = Type.Object({
  event: text('Event type or hook.'),
  state: words(['live', 'best_effort', 'off'] as const, ''),
  provider: text('Which kernel hook serves it.'),
  detail: text('Why, when not live.'),
});
export type HookState = Static<typeof HookState>;

export const RuleOnHost = Type.Object({
  rule_id: text(''),
  state: words(['loaded', 'filtered', 'error', 'partial'] as const, 'partial: the event is not served by this kernel.'),
  reason: text('Or empty.'),
});
export type RuleOnHost = Static<typeof RuleOnHost>;

export const Loss = Type.Object({
  host: text(''),
  type: text('Event type, or empty.'),
  reason: text(''),
  count: count(''),
});
export type Loss = Static<typeof Loss>;

/** GET /hosts/:id. */
export const HostDetail = Type.Object({
  ...HostSummary.properties,
  facts: Type.Record(Type.String(), Type.String(), { description: 'What else the agent says of its host.' }),
  hooks: Type.Array(HookState),
  rules: Type.Array(RuleOnHost),
  self_tests: Type.Array(Type.Object({ name: text(''), passed: Type.Boolean(), detail: text('') })),
  heartbeats: Type.Array(
    Type.Object({
      time: time(''),
      events: count('Delivered since the one before.'),
      losses: count('Since the one before.'),
    }),
    { description: 'The last 24 hours, oldest first, at most 500.' },
  ),
  loss_list: Type.Array(Loss),
});
export type HostDetail = Static<typeof HostDetail>;

/** GET /coverage: each rule on each host, and the ATT&CK techniques that rules look for. */
export const Coverage = Type.Object({
  hosts: Type.Array(Type.Object({ id: text(''), name: text('') })),
  rules: Type.Array(
    Type.Object({
      id: text(''),
      title: text(''),
      attack: Type.Array(Type.String()),
      hosts: Type.Record(Type.String(), RuleOnHost.properties.state, { description: 'By host id.' }),
      signals: count('In the last 30 days.'),
    }),
  ),
  tactics: Type.Array(
    Type.Object({
      id: text('TA0001 …'),
      name: text(''),
      techniques: Type.Array(
        Type.Object({
          id: text('T1059, T1059.004 …'),
          name: text('May be empty.'),
          rules: Type.Array(Type.String()),
          hosts_covered: count('Hosts on which at least one of the rules is loaded.'),
          signals: count('In the last 30 days.'),
        }),
      ),
    }),
  ),
});
export type Coverage = Static<typeof Coverage>;

/** GET /enrolment. */
export const EnrolmentFacts = Type.Object({
  host: text('Where agents deliver; empty: any name of this server.'),
  port: count(''),
  is_local: Type.Boolean({ description: 'Only agents of the same machine reach it.' }),
  ca_fingerprint: text("SHA-256 of the authority's certificate: what agents check at the first contact."),
});
export type EnrolmentFacts = Static<typeof EnrolmentFacts>;

/** GET /health. */
export const Health = Type.Object({
  version: text(''),
  time: time('Now, on the server.'),
  uptime_s: count(''),
  ingest: Type.Object({
    accepted: count('Records since the start.'),
    duplicates: count('Records that were there already.'),
    refused: count('Records in batches that were sent back.'),
    per_second: Type.Number({ description: 'Over the last minute.' }),
    queued: count('Records waiting for the store.'),
    back_pressure: Type.Boolean(),
    latency_ms_p99: Type.Number({ description: 'From the arrival of a batch to its acknowledgement, last minute.' }),
  }),
  store: Type.Object({
    kind: words(['embedded', 'cluster'] as const, ''),
    ok: Type.Boolean(),
    detail: text('What is wrong, or empty.'),
    events: count('Stored.'),
    bytes: count('On disk.'),
    oldest: nullable(time('')),
    retention_days: Type.Object({ signal: count(''), event: count(''), internal: count('') }),
  }),
  detections: Type.Object({
    loaded: count(''),
    errors: Type.Array(Type.String()),
    lag_ms: Type.Number(),
    signals_open: count(''),
  }),
  losses: Type.Array(Loss),
});
export type Health = Static<typeof Health>;

// ── Rules and detections ────────────────────────────────────────────────────────────────────────────────────────────

/** One line of GET /rules: an agent rule, as the server's policies and the hosts have it. */
export const RuleSummary = Type.Object({
  id: text(''),
  title: text(''),
  description: text(''),
  expression: text(''),
  policy: text(''),
  event: text('Event type that it is about; may be empty.'),
  severity: Severity,
  attack: Type.Array(Type.String()),
  tags: Type.Record(Type.String(), Type.String()),
  signals: count('In the last 30 days.'),
  hosts_loaded: count(''),
  hosts_error: count(''),
});
export type RuleSummary = Static<typeof RuleSummary>;

/** GET /rules/:id. */
export const RuleDetail = Type.Object({
  ...RuleSummary.properties,
  source: text('The rule as YAML.'),
  hosts: Type.Array(Type.Object({ host_id: text(''), host: text(''), ...RuleOnHost.properties })),
  recent: Type.Array(SignalSummary, { description: 'At most 20.' }),
});
export type RuleDetail = Static<typeof RuleDetail>;

/** POST /rules/check: `text` is an expression, or a whole policy file. */
export const RuleCheckRequest = closed({ text: Type.String({ maxLength: 500_000 }) });
export type RuleCheckRequest = Static<typeof RuleCheckRequest>;
export const RuleCheck = Type.Object({
  ok: Type.Boolean(),
  kind: words(['expression', 'policy'] as const, 'What the text was taken for.'),
  events: Type.Array(Type.String(), { description: 'Event types that the expression is about.' }),
  diagnostics: Type.Array(Diagnostic),
});
export type RuleCheck = Static<typeof RuleCheck>;

/** POST /rules/backtest: what the rule would have matched. */
export const BacktestRequest = closed({
  expression: Type.String({ maxLength: 8000 }),
  from: Type.String({ maxLength: 40 }),
  to: Type.String({ maxLength: 40 }),
});
export type BacktestRequest = Static<typeof BacktestRequest>;
export const Backtest = Type.Object({
  matches: count('At least so many, if the report says that it was cut.'),
  per_day: Type.Number(),
  hosts: Type.Array(FacetValue),
  processes: Type.Array(FacetValue, { description: 'At most 20.' }),
  users: Type.Array(FacetValue),
  histogram: Type.Array(Type.Object({ time: time(''), count: count('') })),
  samples: Type.Array(StoredEvent, { description: 'Newest first, at most 50.' }),
  report: FilterReport,
});
export type Backtest = Static<typeof Backtest>;

/** One line of GET /detections. */
export const Detection = Type.Object({
  id: text(''),
  title: text(''),
  description: text(''),
  kind: words(['match', 'threshold', 'distinct', 'new_value', 'sequence'] as const, ''),
  filter: text('SECL; for a sequence, the steps joined by " → ".'),
  group_by: Type.Array(Type.String()),
  window_s: count('0: none.'),
  severity: Severity,
  attack: Type.Array(Type.String()),
  playbook: text('Markdown.'),
  version: count(''),
  enabled: Type.Boolean(),
  file: text('Where it is written.'),
  signals: count('In the last 30 days.'),
});
export type Detection = Static<typeof Detection>;

/** Keeps signals of events that it matches from being raised. */
export const Suppression = Type.Object({
  id: text(''),
  name: text(''),
  expression: text('SECL.'),
  rules: Type.Array(Type.String(), { description: 'Rule ids; empty: all.' }),
  reason: text(''),
  enabled: Type.Boolean(),
  expires: nullable(time('Null: never.')),
  created_by: text(''),
  time_created: time(''),
  suppressed: count('Events kept from being signals so far.'),
});
export type Suppression = Static<typeof Suppression>;

/** POST /suppressions. */
export const SuppressionRequest = closed({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  expression: Type.String({ minLength: 1, maxLength: 8000 }),
  rules: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200 })),
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
  expires: Type.Optional(nullable(Type.String({ maxLength: 40, description: 'ISO 8601, or relative such as +7d.' }))),
  enabled: Type.Optional(Type.Boolean()),
});
export type SuppressionRequest = Static<typeof SuppressionRequest>;
/** PATCH /suppressions/:id. */
export const SuppressionPatch = Type.Partial(SuppressionRequest);
export type SuppressionPatch = Static<typeof SuppressionPatch>;

/** A saved search. */
export const View = Type.Object({
  id: text(''),
  name: text(''),
  page: words(['signals', 'events'] as const, ''),
  query: Type.Record(Type.String(), Type.String(), { description: 'Parameters of the page.' }),
  shared: Type.Boolean(),
  owner: text(''),
});
export type View = Static<typeof View>;
/** POST /views. */
export const ViewRequest = closed({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  page: View.properties.page,
  query: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 8000 })),
  shared: Type.Optional(Type.Boolean()),
});
export type ViewRequest = Static<typeof ViewRequest>;

// ── People ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const User = Type.Object({
  name: text(''),
  display_name: text(''),
  role: Role,
  source: words(['local', 'oidc'] as const, ''),
  disabled: Type.Boolean(),
  time_created: time(''),
  time_last_login: nullable(time('')),
});
export type User = Static<typeof User>;
/** POST /users. */
export const UserRequest = closed({
  name: Type.String({ pattern: '^[a-zA-Z0-9._@-]{1,128}$' }),
  display_name: Type.Optional(Type.String({ maxLength: 200 })),
  role: Role,
  password: Type.String({ minLength: 12, maxLength: 1024 }),
});
export type UserRequest = Static<typeof UserRequest>;
/** PATCH /users/:name. A new password ends the user's sessions. */
export const UserPatch = closed({
  display_name: Type.Optional(Type.String({ maxLength: 200 })),
  role: Type.Optional(Role),
  password: Type.Optional(Type.String({ minLength: 12, maxLength: 1024 })),
  disabled: Type.Optional(Type.Boolean()),
});
export type UserPatch = Static<typeof UserPatch>;

/** What tokens may be allowed to do. `*:write` does not include `*:read`. */
export const TOKEN_SCOPES = [
  'signals:read',
  'signals:write',
  'events:read',
  'hosts:read',
  'rules:read',
  'rules:write',
  'health:read',
  'users:read',
  'users:write',
  'audit:read',
  'enroll',
] as const;
export const TokenScope = words(TOKEN_SCOPES, 'enroll: lets an agent enrol; such a token can do nothing else.');
export type TokenScope = Static<typeof TokenScope>;

export const Token = Type.Object({
  id: text(''),
  name: text(''),
  scopes: Type.Array(TokenScope),
  created_by: text(''),
  time_created: time(''),
  expires: nullable(time('')),
  time_last_used: nullable(time('')),
  disabled: Type.Boolean(),
});
export type Token = Static<typeof Token>;
/** POST /tokens. */
export const TokenRequest = closed({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  scopes: Type.Array(TokenScope, { minItems: 1, maxItems: TOKEN_SCOPES.length }),
  expires: Type.Optional(nullable(Type.String({ maxLength: 40, description: 'ISO 8601, or relative such as +30d.' }))),
});
export type TokenRequest = Static<typeof TokenRequest>;
/** The answer to POST /tokens: the only time that the secret is shown. */
export const NewToken = Type.Object({ ...Token.properties, secret: text('Send as Authorization: Bearer …') });
export type NewToken = Static<typeof NewToken>;
/** PATCH /tokens/:id. */
export const TokenPatch = closed({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  disabled: Type.Optional(Type.Boolean()),
});
export type TokenPatch = Static<typeof TokenPatch>;

/** GET /audit: every change that someone made, the newest first. */
export const AuditQuery = closed({ actor: Type.Optional(Type.String()), q: search, ...RangeQuery, ...PageQuery });
export type AuditQuery = Static<typeof AuditQuery>;
export const AuditEntry = Type.Object({
  id: text(''),
  time: time(''),
  actor: text(''),
  address: text('Where the request came from.'),
  action: text('Such as signal.patch, user.create, login.failed.'),
  target: text('What was changed.'),
  detail: Json,
});
export type AuditEntry = Static<typeof AuditEntry>;

// ── Pages of the lists above ────────────────────────────────────────────────────────────────────────────────────────

/** Any list. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export const SignalPage = page(SignalSummary);
export const ProcessPage = page(ProcessRun);
export const ContainerPage = page(Container);
export const FilePage = page(FileChange);
export const DnsPage = page(DnsName);
export const ConnectionPage = page(Connection);
export const HostPage = page(HostSummary);
export const RulePage = page(RuleSummary);
export const DetectionPage = page(Detection);
export const SuppressionPage = page(Suppression);
export const ViewPage = page(View);
export const UserPage = page(User);
export const TokenPage = page(Token);
export const AuditPage = page(AuditEntry);

/** Any of the schemas above that describes an object. */
export type ObjectSchema = TObject;

/** PATCH /hosts/:id. */
export const HostPatch = closed({ disabled: Type.Boolean() });
export type HostPatch = Static<typeof HostPatch>;
