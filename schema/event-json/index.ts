/** All tables, and the schema that is published. A member that an output writes and no table has fails the tests. */

import { FILE_SHAPES } from './file.ts';
import { KERNEL_MEMBERS, KERNEL_SHAPES } from './kernel.ts';
import { NETWORK_SHAPES } from './network.ts';
import { PROCESS_SHAPES } from './process.ts';
import { buildSchema, type EventShapes, type JsonSchema, shape } from './shape.ts';
import { SHARED_SHAPES } from './shared.ts';
import { SIGNAL_SHAPES } from './signal.ts';

const ROOT: EventShapes = {
  event: shape(
    'An event of Shrike; a signal when `agent` is there.',
    `
    title       text        One line; empty for events that are no signal.
    evt         @evt        What kind of event it is.
    date        time        When it happened.
    hostname    text        Host.
    process     @process    The acting process.
    usr         @usr        The acting user.
    file?       @file       The file that it is about.
    syscall?    @syscall    The call behind it.
    mount?      @mount      The mount that it is about.
    splice?     @splice     What a splice did to its pipe.
    exit?       @exit       How the process ended.
    cgroup?     @cgroup     Control group of the process.
    container?  @container  Container of the process.
    network?    @network    The packet.
    dns?        @dns        A question or an answer of DNS.
    failed_dns? @failed_dns A packet on the port of DNS that is none.
    imds?       @imds       A request to the metadata service of a cloud, or its answer.
    packet?     @packet     A packet that a rule asked for.
    connect?    @socket_call  A connection that was begun.
    accept?     @socket_call  A connection that was accepted.
    bind?       @socket_call  An address that was taken.
    socket?     @socket     A new socket.
    setsockopt? @setsockopt An option of a socket.
    network_flow_monitor? @network_flow_monitor Traffic of a process.
${KERNEL_MEMBERS}
    agent?      @agent      The rule that held.
    severity?   info|low|medium|high|critical  How serious the signal is.
    description? text       What the rule looks for.
    tags?       text[]      Tags of the rule, key:value.
    attack?     @attack     Ids of MITRE ATT&CK.
    execution_context? @execution_context The story that the signal belongs to.
    group?      @group      Repeats.
    evidence?   @evidence[] What speaks for the signal.
    account?    text        What happened and why it matters, in one paragraph.
    `,
  ),
};

/** The JSON schema of events (draft 2020-12). The published copy is docs/reference/event.schema.json. */
export function eventJsonSchema(): JsonSchema {
  const all: EventShapes = {
    ...ROOT,
    ...SHARED_SHAPES,
    ...PROCESS_SHAPES,
    ...FILE_SHAPES,
    ...NETWORK_SHAPES,
    ...KERNEL_SHAPES,
    ...SIGNAL_SHAPES,
  };
  return buildSchema(all, 'event', 'urn:shrike:event');
}
