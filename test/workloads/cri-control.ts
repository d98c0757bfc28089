/**
 * The part of a kubelet that makes pods: CRI calls that the product has no use for, as raw gRPC (a length-prefixed message
 * over HTTP/2), with messages written field by field. Numbers are those of CRI v1.
 */

import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

type Field = readonly [
  number: number,
  value: string | number | Message | ReadonlyMap<string, string> | readonly string[],
];
type Message = { readonly fields: readonly Field[] };
export const message = (...fields: Field[]): Message => ({ fields });

function encode({ fields }: Message): Uint8Array {
  const writer = new BinaryWriter();
  const bytes = (number: number, value: Uint8Array): void => {
    writer.tag(number, WireType.LengthDelimited).bytes(value);
  };
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.tag(number, WireType.Varint).int32(value);
    else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else if (value instanceof Map) for (const [k, v] of value) bytes(number, encode(message([1, k], [2, v])));
    else if (Array.isArray(value)) for (const text of value) writer.tag(number, WireType.LengthDelimited).string(text);
    else bytes(number, encode(value as Message));
  }
  return writer.finish();
}

/** One call; gives the first field of the answer as text ('' when it has none). */
async function call(socket: string, method: string, request: Message): Promise<string> {
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  try {
    const body = encode(request);
    const frame = Buffer.alloc(5 + body.length);
    frame.writeUInt32BE(body.length, 1);
    frame.set(body, 5);
    const stream = session.request({
      ':method': 'POST',
      ':path': `/runtime.v1.RuntimeService/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let status = '';
    let reason = '';
    const noteStatus = (headers: Record<string, unknown>): void => {
      if (headers['grpc-status'] !== undefined) status = String(headers['grpc-status']);
      if (headers['grpc-message'] !== undefined) reason = String(headers['grpc-message']);
    };
    stream.on('response', noteStatus);
    stream.on('trailers', noteStatus);
    stream.end(frame);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (status !== '0') throw new Error(`${method}: status ${status} ${decodeURIComponent(reason)}`);
    const answer = Buffer.concat(chunks).subarray(5);
    const reader = new BinaryReader(answer);
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      if (number === 1 && type === WireType.LengthDelimited) return reader.string();
      reader.skip(type);
    }
    return '';
  } finally {
    session.close();
  }
}

/** A pod, as the kubelet makes it, in the host's network (there is no network plugin here). */
export class Pod {
  readonly #socket: string;
  readonly #config: Message;
  readonly name: string;
  id = '';
  readonly #containers: string[] = [];

  constructor(socket: string, name: string, namespace: string, uid: string) {
    this.#socket = socket;
    this.name = name;
    const HOST_NETWORK = message([1, message([1, message([1, 2])])]);
    this.#config = message(
      [1, message([1, name], [2, uid], [3, namespace])],
      [
        6,
        new Map([
          ['io.kubernetes.pod.name', name],
          ['io.kubernetes.pod.namespace', namespace],
          ['io.kubernetes.pod.uid', uid],
          ['tags.datadoghq.com/service', 'shop'],
        ]),
      ],
      [8, message([2, HOST_NETWORK.fields[0]![1] as Message])],
    );
  }

  async run(): Promise<string> {
    this.id = await call(this.#socket, 'RunPodSandbox', message([1, this.#config]));
    return this.id;
  }

  /** Makes and starts a container in it. */
  async start(name: string, image: string, command: readonly string[]): Promise<string> {
    const config = message(
      [1, message([1, name])],
      [2, message([1, image])],
      [3, command],
      [9, new Map([['io.kubernetes.container.name', name]])],
    );
    const id = await call(this.#socket, 'CreateContainer', message([1, this.id], [2, config], [3, this.#config]));
    await call(this.#socket, 'StartContainer', message([1, id]));
    this.#containers.push(id);
    return id;
  }

  async remove(): Promise<void> {
    // Programs that are process 1 do not die of SIGTERM: no patience.
    for (const id of this.#containers) await call(this.#socket, 'StopContainer', message([1, id], [2, 0]));
    await call(this.#socket, 'StopPodSandbox', message([1, this.id]));
    await call(this.#socket, 'RemovePodSandbox', message([1, this.id]));
  }
}
