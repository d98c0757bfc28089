/** Parts that every event has, or that events of many kinds share. */
import { type EventShapes, shape } from './shape.ts';

export const SHARED_SHAPES: EventShapes = {
  evt: shape(
    'What kind of event it is.',
    `
    name           text             Name of the kind, as rules use it.
    category       text             Process Activity, File Activity, Network Activity, Kernel Activity or Agent.
    outcome        text             Success, Refused (no right to) or Error.
    async          bool             The event came late: it could not be reported at its moment.
    matched_rules? @matched_rule[]  Rules that held.
    rule_context?  @rule_context    Why the rule held.
    variables?     map              Variables that are not private and do not belong to the process, by full name.
    `,
  ),
  matched_rule: shape(
    'A rule that held.',
    `
    id              text    Its id in the policy.
    version?        text    Its version.
    tags            text[]  Its tags, key:value.
    policy_name     text    Policy that it is from.
    policy_version? text    Version of that policy.
    `,
  ),
  rule_context: shape(
    'Why a rule held.',
    `
    expression        text           The rule as it was evaluated.
    matching_subexprs @matched_part[] Parts that decided, in the order of the text.
    `,
  ),
  matched_part: shape(
    'A part of a rule that decided.',
    `
    offset   int   Where it begins in the expression, in UTF-16 units.
    length   int   How long it is.
    text     text  The part itself.
    field?   text  Field that it is about.
    value?   text  Value of the field; of a list the elements that decided.
    negated? bool  The part stands below a negation: it did not hold.
    `,
  ),
  usr: shape(
    'The acting user.',
    `
    id    text  Name of the user.
    group text  Name of the group.
    `,
  ),
  device: shape(
    'A device number.',
    `
    major int  Major number.
    minor int  Minor number.
    `,
  ),
  cgroup: shape(
    'The control group of the process.',
    `
    id       text  Its path.
    manager  text  Who runs its life cycle: systemd, or a container runtime.
    version? int   1 or 2.
    inode?   text  Number of its directory.
    `,
  ),
  container: shape(
    'The container of the process.',
    `
    id          text              Its id.
    runtime     text              Its runtime.
    confirmed   bool              A runtime vouches for the id; otherwise it is only what a cgroup claims.
    created_at? time              When it was made.
    inside_of?  text[]            Ids of the containers around it.
    incomplete? bool              The runtime had not answered yet.
    name?       text              Its name.
    image?      @container_image  Its image.
    tags?       text[]            Tags, key:value.
    `,
  ),
  container_image: shape(
    'The image of a container.',
    `
    name    text  Name without tag.
    tag     text  Tag.
    id?     text  Id.
    digest? text  Digest.
    `,
  ),
  file: shape(
    'A file, as the kernel knows it.',
    `
    path                text          Path from the root of its mount namespace; empty for files without one.
    name                text          Last part of the path.
    inode               text          Number of the inode.
    mode                int           Type and permission bits.
    mount_id            int           Id of the mount.
    device              @device       Device of the file system.
    filesystem          text          Type of the file system.
    uid                 int           Owner.
    gid                 int           Group.
    user                text          Name of the owner.
    group               text          Name of the group.
    hard_links          int           Number of names.
    modification_time?  time          Last change of the content.
    change_time?        time          Last change of the inode.
    in_upper_layer      bool          In the upper layer of an overlay: not part of the image.
    deleted?            bool          It has no name any more.
    memfd?              bool          It exists in memory only.
    hashes?             text[]        Hashes of the content, algorithm:hex.
    hash_state?         text          Whether there is a hash, and if not, why.
    flags?              text[]        Flags of the call.
    destination?        @destination  What the file is, or is to be, after the call.
    created?            bool          The call made the file.
    as_after_call?      bool          Mode, owner and times are those after the call; else those before.
    resolution?         text          How far the path can be trusted: exact, string-exact, user or unreadable.
    path_truncated?     bool          The path is longer than what is shown.
    mount_detached?     bool          The mount is no longer part of the tree.
    `,
  ),
  destination: shape(
    'What a file is after the call.',
    `
    path?              text     Path.
    name?              text     Last part of the path.
    inode?             text     Number of the inode.
    mode?              int      Type and permission bits, or those that are wanted.
    mount_id?          int      Id of the mount.
    device?            @device  Device of the file system.
    filesystem?        text     Type of the file system.
    uid?               int      Owner; -1 leaves it as it is.
    gid?               int      Group; -1 leaves it as it is.
    user?              text     Name of the owner.
    group?             text     Name of the group.
    namespace?         text     Namespace of an extended attribute, whose full name is the name.
    hard_links?        int      Number of names.
    access_time?       time     Last access to the content.
    modification_time? time     Last change of the content.
    change_time?       time     Last change of the inode.
    in_upper_layer?    bool     In the upper layer of an overlay.
    deleted?           bool     It has no name any more.
    memfd?             bool     It exists in memory only.
    resolution?        text     How far the path can be trusted.
    path_truncated?    bool     The path is longer than what is shown.
    mount_detached?    bool     The mount is no longer part of the tree.
    `,
  ),
  syscall: shape(
    'The call behind the event, with its arguments as they were passed.',
    `
    name              text   Name of the call.
    retval?           int    Result: a negative errno if it failed.
    path?             text   Path as it was passed.
    destination_path? text   Second path as it was passed.
    path_raced?       bool   Another thread changed the path while the call was under way: an attempt to deceive.
    source_path?      text   Source of a mount as it was passed.
    fs_type?          text   Type of a file system as it was passed.
    flags?            int    Flags.
    mode?             int    Mode.
    resolution?       text   How far the path can be trusted.
    `,
  ),
};
