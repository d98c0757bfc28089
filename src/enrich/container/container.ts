/**
 * One container, as far as it is known: claimed by a cgroup path first, then described by a runtime.
 *
 * Surprising: the object lives as long as its cgroups and is filled in place. Whoever holds it (an event, a held match)
 * sees what became known later without asking again.
 */
import { type CgroupClaim, type ContainerRuntime, NO_CLAIM } from './cgroup-path.ts';
import { type ImageName, NO_IMAGE } from './image-name.ts';

/**
 * `pending`: a runtime that may know it has not answered yet; `known`: a runtime has described it; `unknown`: nobody who
 * could be asked knows it.
 */
export type ContainerState = 'pending' | 'known' | 'unknown';

/** Its place in Kubernetes; '' where not known. */
export interface PodFacts {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** Name of the container in the pod's specification. */
  readonly container: string;
  readonly serviceAccount: string;
  readonly node: string;
  /** Nearest owner, e.g. `ReplicaSet` and its name. */
  readonly ownerKind: string;
  readonly ownerName: string;
  readonly deployment: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** What a runtime tells. Absent: not said. */
export interface ContainerFacts {
  readonly id: string;
  /** How much this answer says (see `RuntimeClient`), when it is less than what the client says otherwise. */
  readonly rank?: 1;
  /** Out of a list or a message: asking for this container brings more. */
  readonly isPart?: true;
  /** Who says so, when it is not the owner of the client's socket. */
  readonly ownerUid?: number;
  readonly runtime?: ContainerRuntime;
  readonly name?: string;
  readonly image?: ImageName;
  /** Id of the image, `sha256:…`. */
  readonly imageId?: string;
  readonly labels?: ReadonlyMap<string, string>;
  /** ns since the epoch. */
  readonly createdAtNs?: bigint;
  /** Holds the namespaces of a pod and does nothing else. */
  readonly isSandbox?: boolean;
  readonly pod?: Partial<PodFacts>;
  /** Its cgroups as the runtime or the kernel knows them, one per hierarchy. */
  readonly cgroupPaths?: readonly string[];
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** See the head of the file. Only the directory writes to it. */
export class Container {
  readonly id: string;
  runtime: ContainerRuntime;
  state: ContainerState = 'unknown';
  name = '';
  image: ImageName = NO_IMAGE;
  imageId = '';
  labels: ReadonlyMap<string, string> = NO_LABELS;
  /** By the runtime, ns since the epoch; 0n when not told. */
  createdAtNs = 0n;
  isSandbox = false;
  pod: Partial<PodFacts> = {};
  /** `key:value`, in the names that policies use; a new array whenever something changed. */
  tags: readonly string[] = [];
  /** Its events are not wanted (`container_exclude`, pause containers). */
  excluded = false;
  /** Cgroups that the runtime gave it. */
  cgroupPaths: readonly string[] = [];
  /** User id of the runtime that vouches for it; null when nobody does. */
  vouchedByUid: number | null = null;
  /** How much the source that described it knows; later, lesser sources only fill gaps. */
  rank = 0;
  /** Cgroups that name it at present. */
  cgroups = 0;

  constructor(id: string, runtime: ContainerRuntime) {
    this.id = id;
    this.runtime = runtime;
  }
}

/** Marks ids of the v1 hierarchy, so that both kinds fit into one table. */
export const V1_MARK = 1n << 63n;

/** One cgroup: what its path claims, and the container behind it. */
export class Cgroup implements CgroupClaim {
  readonly path: string;
  readonly containerId: string;
  readonly runtime: ContainerRuntime;
  readonly manager: CgroupClaim['manager'];
  readonly outerContainerIds: readonly string[];
  readonly podUid: string;
  readonly qosClass: CgroupClaim['qosClass'];
  readonly unit: string;
  /** 1 or 2; 0 when unknown. */
  readonly version: 0 | 1 | 2;
  readonly container: Container | null;
  /** Inode number of its directory; 0n when unknown. */
  inode = 0n;
  /** When it was made, ns since boot; 0n when unknown. */
  createdAtNs = 0n;
  /** True when the kernel reported the making itself. */
  createdExact = false;
  /** User who made it, -1 when unknown. */
  makerUid = -1;
  /** ns since boot; 0n while it exists. */
  removedAtNs = 0n;

  constructor(claim: CgroupClaim, version: 0 | 1 | 2, container: Container | null) {
    this.path = claim.path;
    this.containerId = claim.containerId;
    this.runtime = claim.runtime;
    this.manager = claim.manager;
    this.outerContainerIds = claim.outerContainerIds;
    this.podUid = claim.podUid;
    this.qosClass = claim.qosClass;
    this.unit = claim.unit;
    this.version = version;
    this.container = container;
  }

  /**
   * True when a runtime vouches for the container and this cgroup is really its: below a path that the runtime named, or,
   * while no path is known, made by the user whom the runtime runs as. Knowing somebody's container id is not enough.
   */
  get confirmed(): boolean {
    const { container } = this;
    if (container === null || container.vouchedByUid === null) return false;
    const { cgroupPaths } = container;
    if (cgroupPaths.length === 0) return this.makerUid === 0 || this.makerUid === container.vouchedByUid;
    return cgroupPaths.some((path) => this.path === path || this.path.startsWith(`${path}/`));
  }

  /** When the container was made, ns since the epoch; 0n outside of containers and when unknown. */
  containerCreatedAtNs(wallOffsetNs: bigint): bigint {
    if (this.container === null) return 0n;
    if (this.createdExact || (this.container.createdAtNs === 0n && this.createdAtNs !== 0n))
      return this.createdAtNs + wallOffsetNs;
    return this.container.createdAtNs;
  }
}

/** The root, and what is not known. */
export const NO_CGROUP = new Cgroup(NO_CLAIM, 0, null);
