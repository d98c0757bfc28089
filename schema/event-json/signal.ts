/** What a signal has beside its event. */
import { type EventShapes, shape } from './shape.ts';

export const SIGNAL_SHAPES: EventShapes = {
  agent: shape(
    'The rule that held, and who evaluated it.',
    `
    rule_id         text            Id of the rule.
    rule_version?   text            Version of the rule.
    rule_actions?   @rule_action[]  What its actions did.
    policy_name?    text            Policy of the rule.
    policy_version? text            Version of that policy.
    version         text            Version of Shrike.
    os              text            Operating system.
    arch            text            Architecture.
    origin          text            How events are got.
    kernel_version? text            Release of the kernel.
    distribution?   text            Distribution.
    late_facts?     text[]          Facts that had not come when the signal had to leave.
    `,
  ),
  rule_action: shape(
    'What an action did.',
    `
    type           kill|hash|coredump|network_filter|deny  Kind of action.
    status?        performed|partially_performed|error|kill_queued|kill_aborted|rule_disarmed|rule_dismantled|dry_run|removed|pending  What became of it.
    reason?        text    Why not, or why not all.
    signal?        text    Signal of a kill.
    scope?         process|container|cgroup  Whom it is for.
    disarmer_type? container|executable  Of what the rule hit too many.
    created_at?    time    When the process began.
    detected_at?   time    When the event happened.
    killed_at?     time    When the kill was sent.
    exited_at?     time    When the process ended.
    ttr?           text    From the event to the kill.
    processes?     int     How many processes got the kill.
    pids?          int[]   Which; at most 64.
    field?         text    File that was hashed, as a field.
    path?          text    Path of the hashed file, or of the dump.
    state?         text    State of the hash.
    hashes?        text[]  Hashes, algorithm:hex.
    changed?       bool    The file has changed since the event.
    filter?        text    Filter of packets.
    policy?        text    What happens to packets that pass the filter.
    id?            text    Number to undo the filter by.
    `,
  ),
  attack: shape(
    'Ids of MITRE ATT&CK, from the tags of the rule.',
    `
    techniques text[]  Techniques.
    tactics    text[]  Tactics.
    `,
  ),
  execution_context: shape(
    'The story that the signal belongs to: what one login, job, container or service did.',
    `
    key     text        Same for all signals of the story.
    root    @story_root First process of the story.
    since   time        First signal of the story.
    signals int         Signals so far, this one included.
    rules   text[]      Rules so far.
    `,
  ),
  story_root: shape(
    'First process of a story.',
    `
    pid  int   Process id.
    name text  Name of its program.
    path text  Path of its program.
    `,
  ),
  group: shape(
    'Repeats: the same rule about the same program and thing, in the same story.',
    `
    fingerprint text  Same for all repeats, on every host.
    count       int   Signals so far, this one included.
    first       time  The first.
    suppressed? int   Matches of the rule that its rate limit held back since its last signal.
    `,
  ),
  evidence: shape(
    'One thing that speaks for the signal.',
    `
    kind condition|process|file|variable|action  What it is.
    text text  In words.
    `,
  ),
};
