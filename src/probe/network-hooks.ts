/** The hooks of network events, for the table of all hooks (hooks.ts). */
import type { Hook } from './hooks.ts';

const PACKET_EVENTS = ['dns', 'failed_dns', 'imds', 'packet', 'network_flow_monitor'] as const;
const UNSEEN = 'DNS, metadata, packet and flow events are missing';

export const NETWORK_HOOKS: readonly Hook[] = [
  {
    program: 'on_egress',
    point: 'cgroup_skb/egress',
    attachTo: 'cgroup',
    serves: PACKET_EVENTS,
    gives: 'packets that sockets send, in every network namespace and on every interface; the sender is exact',
    without: UNSEEN,
  },
  {
    program: 'on_ingress',
    point: 'cgroup_skb/ingress',
    attachTo: 'cgroup',
    serves: PACKET_EVENTS,
    gives: 'packets that sockets receive; the process is who last used the socket',
    without: 'answers are missing, and names of addresses with them',
  },
  {
    program: 'on_filtered_egress',
    point: 'cgroup_skb/egress',
    attachTo: 'filter',
    serves: ['packet'],
    gives: 'packets that a packet filter matched, and dropping them',
    without: 'packet filters see nothing that is sent',
  },
  {
    program: 'on_filtered_ingress',
    point: 'cgroup_skb/ingress',
    attachTo: 'filter',
    serves: ['packet'],
    gives: 'packets that a packet filter matched, and dropping them',
    without: 'packet filters see nothing that arrives',
  },
  {
    program: 'on_sock_create',
    point: 'cgroup/sock_create',
    attachTo: 'cgroup',
    serves: PACKET_EVENTS,
    gives: 'owners of sockets that receive before they send; exact',
    without: 'the process behind a received packet is unknown until it has sent one',
  },
  {
    program: 'on_bind4',
    point: 'cgroup/post_bind4',
    attachTo: 'cgroup',
    serves: PACKET_EVENTS,
    gives: 'owners of servers that inherit a socket; exact',
    without: 'a received packet may be put down to who made the socket',
  },
  {
    program: 'on_bind6',
    point: 'cgroup/post_bind6',
    attachTo: 'cgroup',
    serves: PACKET_EVENTS,
    gives: 'owners of servers that inherit a socket; exact',
    without: 'a received packet may be put down to who made the socket',
  },
  {
    program: 'on_old_sockets',
    point: 'iter/task_file',
    attachTo: 'start',
    serves: PACKET_EVENTS,
    gives: 'owners of sockets that are older than the sensor; of several holders the first that is found',
    without: 'the process behind a packet received by an old socket is unknown until it has sent one',
  },
  {
    program: 'on_exit_socket',
    point: 'tp_btf/sys_exit',
    exitOf: 'socket',
    serves: ['connect', 'accept', 'bind', 'socket', 'setsockopt'],
    gives: 'addresses from the socket itself, exact; of refused calls from user memory',
    without: 'no connect, accept, bind, socket and setsockopt events from system calls',
  },
  {
    program: 'on_io_uring_socket',
    point: 'tp_btf/io_uring_complete',
    serves: ['connect', 'accept', 'bind', 'socket'],
    gives: 'sockets used through io_uring, except for what a multishot accept accepts after the first; exact',
    without: 'sockets used through io_uring are not seen',
    needs: { argument: 2, type: 'io_uring_cqe' },
  },
  {
    program: 'on_io_uring_socket_old',
    point: 'tp_btf/io_uring_complete',
    serves: ['connect', 'accept', 'bind', 'socket'],
    gives: 'sockets used through io_uring, except for what a multishot accept accepts after the first; exact',
    without: 'sockets used through io_uring are not seen',
    needs: { argument: 3, type: 'int' },
  },
  {
    program: 'on_tcp_state',
    point: 'tp_btf/inet_sock_set_state',
    serves: ['connect'],
    gives: 'the outcome of connects that do not wait; exact',
    without: 'of connects that do not wait only the beginning (EINPROGRESS) is seen',
  },
];
