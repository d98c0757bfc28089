/**
 * The network part of the kernel half: attached to the root of the cgroup v2 hierarchy by links of its own, which leave
 * other owners' programs alone and end with this process; and its settings.
 */
import { readIterator } from '../capture/iterator.ts';
import type { BpfObject, Native } from '../capture/native.ts';
import { addressBytes } from '../enrich/network/address.ts';
import type { NetworkEnricher } from '../enrich/network/network-enricher.ts';
import { withCgroupRoot } from './cgroup-root.ts';
import { FlowReporter } from './flow-reporter.ts';
import { NetworkFilters } from './packet-filters/network-filters.ts';
import type { HookState } from './sensor.ts';

export interface NetworkOptions {
  /** Ports whose packets are DNS; default 53. */
  readonly dnsPorts?: readonly number[];
  /** Addresses of metadata services beside the well-known IPv6 ones; default 169.254.169.254. */
  readonly imdsAddresses?: readonly string[];
  /** Look at arriving packets too; default true. */
  readonly ingress?: boolean;
  /** Count flows; default false. */
  readonly flows?: boolean;
  /** Packet events per filter and second; default 10. */
  readonly packetsPerSecond?: number;
  /** Where the host's /proc is. */
  readonly procRoot?: string;
}

/** AWS and Google Cloud over IPv6. */
const IMDS_IPV6 = ['fd00:ec2::254', 'fd20:ce::254'];
const IMDS_ADDRESSES_MAX = 8;

/** Sizes the tables of the network before loading. */
export function sizeNetworkMaps(native: Native, object: BpfObject, options: NetworkOptions | null): void {
  // The table is kept in full from the start: not where nobody asked for it.
  if (options?.flows !== true) native.setMaxEntries(object, 'flows', 1);
}

/** The attached network part. */
export class NetworkSensor {
  /** Packet filters of rules and actions. */
  readonly filters: NetworkFilters;
  /** Reads the packets that filters report. */
  enricher: NetworkEnricher | null = null;
  readonly #native: Native;
  readonly #object: BpfObject;

  constructor(native: Native, object: BpfObject) {
    this.#native = native;
    this.#object = object;
    this.filters = new NetworkFilters(native, object, () => this.enricher);
  }

  close(): void {
    this.filters.close();
  }

  /** Attaches what has loaded; a hook that cannot be attached takes down only what it gives. */
  attach(
    hooks: readonly HookState[],
    options: NetworkOptions,
    refuse: (state: HookState, error: unknown) => void,
  ): void {
    const native = this.#native;
    const object = this.#object;
    this.#configure(options);
    const live = (kind: string): HookState[] => hooks.filter((s) => s.state === 'live' && s.hook.attachTo === kind);
    // Owners before packets.
    const inOrder = live('cgroup').toSorted((a, b) => Number(isPacketHook(a)) - Number(isPacketHook(b)));
    try {
      withCgroupRoot((root) => {
        for (const state of inOrder) {
          try {
            native.attach(object, state.hook.program, root);
          } catch (error) {
            refuse(state, error);
          }
        }
      }, options.procRoot);
    } catch (error) {
      for (const state of inOrder) refuse(state, error);
    }
    for (const state of live('filter')) this.putProgram(state.hook.program);
    for (const state of live('start')) {
      try {
        const link = native.attach(object, state.hook.program);
        for (const _ of readIterator(native, object, link));
        native.detach(object, link);
      } catch (error) {
        refuse(state, error);
      }
    }
  }

  /** Lets the kernel half drop DNS datagrams by their response code: a bit for each that is wanted (`dnsCodesFor`). */
  setDnsCodes(codes: number): void {
    this.#setNumber('dns_codes', codes);
  }

  /** Makes records of the flows that the kernel counts. */
  flowReporter(onRecord: (record: ArrayBuffer, bytes: number) => void): FlowReporter {
    return new FlowReporter(this.#native, this.#object, onRecord);
  }

  /** Puts a judging program behind the filters of its direction (bpf/packet.h). */
  putProgram(program: string): void {
    const { fd } = this.#native.listPrograms(this.#object).find(({ name }) => name === program)!;
    this.setSlot(program.endsWith('egress') ? 'egress_filters' : 'ingress_filters', 1, fd!);
  }

  /** Lets filters jump to a program. */
  setSlot(map: 'egress_filters' | 'ingress_filters', slot: number, fd: number): void {
    const entry = Buffer.alloc(8);
    entry.writeUInt32LE(slot, 0);
    entry.writeUInt32LE(fd, 4);
    this.#native.update(this.#object, map, entry.subarray(0, 4), entry.subarray(4));
  }

  #configure(options: NetworkOptions): void {
    const ports = Buffer.alloc(8192);
    for (const port of options.dnsPorts ?? [53]) ports[port >> 3]! |= 1 << (port & 7);
    const addresses = [...(options.imdsAddresses ?? ['169.254.169.254']), ...IMDS_IPV6].slice(0, IMDS_ADDRESSES_MAX);
    const table = Buffer.alloc(IMDS_ADDRESSES_MAX * 16);
    addresses.forEach((text, i) => {
      table.set(addressBytes(text), i * 16);
    });
    this.#set('imds_addresses', table);
    this.#setNumber('imds_address_count', addresses.length);
    this.#setNumber('want_ingress', options.ingress === false ? 0 : 1);
    this.#setNumber('count_flows', options.flows === true ? 1 : 0);
    this.#setNumber('packet_rate_limit', options.packetsPerSecond ?? 10);
    // Last: from here on records come.
    this.#set('dns_ports', ports);
  }

  #set(name: string, value: Buffer): void {
    this.#native.setGlobal(this.#object, name, value);
  }
  #setNumber(name: string, value: number): void {
    const bytes = Buffer.alloc(this.#native.globalPlace(this.#object, name).size);
    bytes.writeUInt32LE(value);
    this.#set(name, bytes);
  }
}

const isPacketHook = (s: HookState): boolean => s.hook.program === 'on_egress' || s.hook.program === 'on_ingress';
