/** What a container runtime can be asked. Implementations talk to one socket (or folder) each and know nothing of events. */
import type { Container, ContainerFacts } from './container.ts';

/** Told by a client without being asked. */
export interface RuntimeListener {
  /** A container was made, or something about it changed. */
  learn(facts: ContainerFacts): void;
  /** The runtime has deleted it. */
  gone(containerId: string): void;
}

/** One runtime, reached or not. */
export interface RuntimeClient {
  /** For people: `docker (/run/docker.sock)`. */
  readonly name: string;
  /** How much it knows: 0 vouches only, 1 knows some labels, 2 knows names and images. */
  readonly rank: 0 | 1 | 2;
  /** User that the runtime runs as: the owner of its socket. */
  readonly ownerUid: number;
  /** `connecting` is worth waiting for; from `gone` it does not come back. */
  readonly state: 'connecting' | 'live' | 'gone';
  /** Whether asking for this container makes sense. */
  mayKnow(container: Container): boolean;
  /** Lists what there is and begins to listen. Ends when the runtime goes away or `stop` is called; never rejects. */
  run(listener: RuntimeListener): Promise<void>;
  /**
   * Asks for one container. Null when the runtime does not have it; rejects when it does not answer.
   * @param cgroupPath where the kernel has seen it
   */
  ask(containerId: string, cgroupPath: string): Promise<ContainerFacts | null>;
  stop(): void;
}
