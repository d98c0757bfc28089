/** Events of the network. */
import { type EventShapes, shape } from './shape.ts';

const CALL_MEMBERS = `
    addr                 @call_address  Address of the call.
    protocol             text           Protocol of the socket.
    type                 text           Type of the socket.
    local?               @end           Own end.
    peer?                @end           Other end of an accepted connection.
    passed?              @end           Address that was passed, where another was used.
    address_unreadable?  bool           The address could not be read.
    address_from_user?   bool           The address was read from user memory, and may have been changed.
`;

export const NETWORK_SHAPES: EventShapes = {
  end: shape(
    'One end of a connection.',
    `
    ip        text  Address.
    port      int   Port.
    is_public bool  An address of the internet.
    `,
  ),
  interface: shape(
    'A network interface.',
    `
    netns   int   Network namespace.
    ifindex int   Its number there.
    ifname  text  Its name.
    `,
  ),
  network: shape(
    'A packet.',
    `
    network_direction egress|ingress  Which way it went.
    device            @interface      Interface.
    l3_protocol       text            Network protocol.
    l4_protocol       text            Transport protocol.
    source            @end            Where from.
    destination       @end            Where to.
    size              int             Bytes.
    type?             int             Type of an ICMP message.
    code?             int             Code of an ICMP message.
    owner_unknown?    bool            The process that it belongs to is not known.
    `,
  ),
  dns: shape(
    'A question or an answer of DNS.',
    `
    id        int            Number of the question.
    is_query  bool           A question.
    opcode    int            Kind of question.
    question  @dns_question  What is asked.
    response? @dns_response  What was answered.
    edns?     @dns_edns      Extensions.
    recent?   @dns_recent    What the process asked lately below this domain.
    `,
  ),
  dns_question: shape(
    'What is asked.',
    `
    name  text  Domain name.
    type  text  Type of the record.
    class text  Class.
    count int   Number of questions.
    size  int   Bytes.
    `,
  ),
  dns_response: shape(
    'What was answered.',
    `
    code          text    Result.
    answers       int     Number of answers.
    ips           text[]  Addresses.
    cnames        text[]  Other names.
    authoritative bool    From who is responsible for the domain.
    truncated?    bool    There is more than what fitted.
    `,
  ),
  dns_edns: shape(
    'Extensions of a question.',
    `
    payload int   Largest answer that is taken, bytes.
    version int   Version.
    do      bool  Signatures are wanted.
    `,
  ),
  dns_recent: shape(
    'What the process asked lately below this domain.',
    `
    queries      int  Questions.
    names        int  Different names.
    types        int  Different types.
    name_bytes   int  Bytes of all names.
    label_length int  Longest label.
    not_found    int  Names that do not exist.
    `,
  ),
  failed_dns: shape(
    'A packet on the port of DNS that is none.',
    `
    reason  text  What is wrong with it.
    payload text  Its content.
    `,
  ),
  imds: shape(
    'A request to the metadata service of a cloud, or its answer.',
    `
    type           text  request or response.
    cloud_provider text  Whose service.
    method?        text  Method of the request.
    url?           text  What is asked for.
    host?          text  Host of the request.
    user_agent?    text  Program that asks.
    status?        any   Status of the answer.
    server?        text  Program that answers.
    aws?           @imds_aws  What is special to AWS.
    `,
  ),
  imds_aws: shape(
    'What is special to AWS.',
    `
    is_imds_v2            bool             Version 2, with a token.
    security_credentials? @imds_credentials Credentials that were handed out; never the secret.
    `,
  ),
  imds_credentials: shape(
    'Credentials that were handed out.',
    `
    code          text  Result.
    type          text  Kind.
    access_key_id text  Id of the key.
    last_updated  text  When they were made.
    expiration    text  Until when they hold.
    `,
  ),
  packet: shape(
    'A packet that a rule asked for.',
    `
    filter   text  Filter that it passed.
    dropped? bool  It was not let through.
    tls?     @packet_tls  TLS in it.
    `,
  ),
  packet_tls: shape(
    'TLS of a packet.',
    `
    version text  Version.
    `,
  ),
  socket_call: shape('A call on a socket with an address.', CALL_MEMBERS),
  call_address: shape(
    'Address of a call.',
    `
    family     text    Address family.
    ip?        text    Address.
    port       int     Port; 0 where there is none.
    is_public? bool    An address of the internet.
    hostnames? text[]  Names that were resolved to it.
    path?      text    Path of a unix socket; @ before an abstract name.
    `,
  ),
  socket: shape(
    'A new socket.',
    `
    domain   text  Address family.
    type     text  Type.
    protocol int   Protocol.
    `,
  ),
  setsockopt: shape(
    'An option of a socket.',
    `
    socket_family        text   Address family.
    socket_type          text   Type.
    socket_protocol      text   Protocol.
    level                int    Level.
    optname              int    Option.
    filter_len?          int    Instructions of a filter.
    is_filter_truncated? bool   The filter is longer than what is shown.
    filter?              any    The filter in words.
    filter_hash?         text   Hash of the filter.
    used_immediates?     any    Constants in the filter.
    `,
  ),
  network_flow_monitor: shape(
    'Traffic of a process on an interface.',
    `
    device      @interface  Interface.
    flows_count int         Number of flows.
    flows       @flow[]     The flows.
    `,
  ),
  flow: shape(
    'Traffic between two ends.',
    `
    source      @end      Where from.
    destination @end      Where to.
    l3_protocol text      Network protocol.
    l4_protocol text      Transport protocol.
    egress      @traffic  What left.
    ingress     @traffic  What came.
    `,
  ),
  traffic: shape(
    'An amount of traffic.',
    `
    data_size    int  Bytes.
    packet_count int  Packets.
    `,
  ),
};
