/**
 * Records 46 to 60: network and DNS.
 *
 * Packets travel raw: the kernel half finds out who and where, user space reads DNS and HTTP. Addresses are 16 bytes in
 * network order, v4 mapped into v6. Two records are not written by the kernel half: `failed_dns` is what becomes of a `dns`
 * record that is no DNS, and `network_flow_monitor` is made from the kernel's table of flows.
 */
import { type ConstantGroups, f, type LayoutField, type RecordLayout, type StructLayout } from './layout.ts';
import { task } from './shared.ts';

/** A packet as it passes a socket. */
export const PACKET: StructLayout = {
  name: 'packet_facts',
  doc: 'A packet as it passes a socket: ends, device, direction.',
  fields: [
    f('cookie', 'u64', 'Socket cookie: one number for each socket of this boot.'),
    f('source', 'bytes16', 'Source address.'),
    f('destination', 'bytes16', 'Destination address.'),
    f('source_port', 'u16', ''),
    f('destination_port', 'u16', ''),
    f('l3_protocol', 'u16', 'ETH_P_IP or ETH_P_IPV6.'),
    f('l4_protocol', 'u16', 'IPPROTO_*, the last header that could be followed.'),
    f('size', 'u32', 'Length from the network header.'),
    f('ifindex', 'u32', 'Index of the device.'),
    f('netns', 'u32', 'Network namespace of the device.'),
    f('flags', 'u32', 'PACKET_* bits.'),
    f('tcp_seq', 'u32', 'Sequence number of the first payload byte.'),
    f('tcp_flags', 'u32', 'FIN 1, SYN 2, RST 4, PSH 8, ACK 16.'),
    f('icmp', 'u32', 'Of ICMP: type << 8 | code.'),
    f('payload_bytes', 'u32', 'True length of what follows the last header.'),
    f('ifname', 'bytes16', 'Name of the device.'),
  ],
};

const packetFields: readonly LayoutField[] = [
  task,
  f('packet', { struct: 'packet_facts' }, 'The packet.'),
  f('filters', 'u64', 'Of `packet`: the packet filters that it matched, a bit each.'),
  f('payload', 'text', 'What follows the last header, as far as it was copied.'),
];

const socketFields: readonly LayoutField[] = [
  task,
  f('cookie', 'u64', 'Socket cookie, 0 when the socket has none yet.'),
  f('addr', 'bytes16', 'The address that counts, see `flags`.'),
  f('passed_addr', 'bytes16', 'The address that the caller passed.'),
  f('local_addr', 'bytes16', 'Own address of the socket.'),
  f('family', 'u16', 'AF_* of the address; of `socket` and `setsockopt`: of the socket.'),
  f('port', 'u16', 'The port that counts.'),
  f('passed_port', 'u16', 'The port that the caller passed.'),
  f('local_port', 'u16', 'Own port of the socket.'),
  f('protocol', 'u16', 'IPPROTO_* of the socket.'),
  f('socket_type', 'u16', 'SOCK_* without flags.'),
  f('retval', 'i32', 'Result: descriptor, 0, or negative errno.'),
  f('door', 'u32', 'Which call it was: DOOR_*.'),
  f('flags', 'u32', 'SOCKET_* bits.'),
  f('fd', 'i32', 'Descriptor that the call was made on, -1 for none.'),
  f('level', 'i32', 'Of setsockopt.'),
  f('option', 'i32', 'Of setsockopt.'),
  f('filter_length', 'u32', 'Of setsockopt with a filter: number of instructions.'),
  f('value', 'text', 'Of setsockopt: instructions of the filter, 8 bytes each; else the path of a unix socket.'),
];

const packetRecord = (name: string, type: number, doc: string): RecordLayout => ({
  name,
  type,
  ring: 'network',
  doc,
  fields: packetFields,
});
const socketRecord = (name: string, type: number, doc: string): RecordLayout => ({
  name,
  type,
  ring: 'network',
  doc,
  fields: socketFields,
});

export const NETWORK_RECORDS: readonly RecordLayout[] = [
  packetRecord('dns', 46, 'A packet from or to a DNS port.'),
  packetRecord('failed_dns', 47, 'A packet from or to a DNS port that is no DNS. Not written by the kernel half.'),
  packetRecord('imds', 48, 'A packet from or to the metadata service of a cloud.'),
  packetRecord('packet', 49, 'A packet that a packet filter matched.'),
  socketRecord('connect', 50, 'A socket was connected, or could not be.'),
  socketRecord('accept', 51, 'A connection was accepted.'),
  socketRecord('bind', 52, 'A socket was bound to an address.'),
  socketRecord('socket', 53, 'A socket was made.'),
  socketRecord('setsockopt', 54, 'An option of a socket was set.'),
  {
    name: 'network_flow_monitor',
    type: 55,
    ring: 'network',
    doc: 'Flows of one process and device. Not written by the kernel half, but from its table.',
    fields: [
      task,
      f('netns', 'u32', 'Network namespace of the device.'),
      f('ifindex', 'u32', 'Index of the device.'),
      f('ifname', 'bytes16', 'Name of the device.'),
      f(
        'flows',
        'text',
        'Flows of 72 bytes: two addresses, two ports, l3 and l4 protocol (u16), bytes and packets out, bytes and packets in (u64). The source is the own end.',
      ),
    ],
  },
];

export const NETWORK_CONSTANTS: ConstantGroups = {
  'Bits of packet_facts.flags': [
    ['PACKET_EGRESS', 1, 'Leaves the socket; else it arrives.'],
    ['PACKET_TRUNCATED', 2, 'More payload than was copied.'],
    ['PACKET_NO_OWNER', 4, 'Nobody is known to own the socket; `task` is zero.'],
    ['PACKET_FRAGMENT', 8, 'A later fragment: ports are unknown.'],
    ['PACKET_DROPPED', 16, 'A network filter has dropped it.'],
  ],
  'Bits of connect.flags and its like': [
    ['SOCKET_ADDRESS_FROM_USER', 1, 'The address was read from user memory after the call.'],
    ['SOCKET_ADDRESS_UNREADABLE', 2, 'The address could not be read.'],
    ['SOCKET_OUTCOME', 4, 'The later outcome of a connect that did not wait; `retval` is the outcome.'],
    ['SOCKET_FILTER_TRUNCATED', 8, 'The filter has more instructions than were copied.'],
    ['SOCKET_FILTER_FROM_USER', 16, 'The filter was read from user memory after the call.'],
  ],
};
