/**
 * Which package owns which path, for one root.
 *
 * Surprising: no path is kept. A path is a 53-bit number in an open table, so that the 300,000 files of a machine take a
 * few megabytes; two paths with the same number are not to be expected before there are tens of millions of them.
 */

/** A package as its database names it. */
export interface PackageFacts {
  readonly name: string;
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
  /** What it was built from. */
  readonly source: string;
  readonly sourceEpoch: number;
  readonly sourceVersion: string;
  readonly sourceRelease: string;
}

/** Folders that are links into /usr on merged systems, whose databases may still use the old names. */
const MERGED = /^\/(?:bin|sbin|lib|lib32|lib64|libx32)\//;

/** One name for both spellings. Where the folders are no links nothing is mistaken: both cannot hold one name in one package. */
export function mergedPath(path: string): string {
  return MERGED.test(path) ? `/usr${path}` : path;
}

/** FNV-1a over UTF-16 units, twice with different starts; never 0, which marks free places. */
function numberOf(path: string): number {
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let i = 0; i < path.length; i++) {
    const unit = path.charCodeAt(i);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ unit, 0x5bd1e995);
    two ^= two >>> 13;
  }
  return (one >>> 0) * 0x200000 + ((two >>> 0) & 0x1fffff) || 1;
}

/** See the head of the file. */
export class PackageList {
  readonly packages: PackageFacts[] = [];
  #numbers = new Float64Array(1 << 12);
  #owners = new Uint32Array(1 << 12);
  #size = 0;

  /** Paths that are known. */
  get size(): number {
    return this.#size;
  }

  /** Adds a package; its paths follow by the number that is given back. */
  add(facts: PackageFacts): number {
    return this.packages.push(facts) - 1;
  }

  /** The first package to claim a path keeps it: shared directories belong to nobody in particular. */
  claim(path: string, packageNumber: number): void {
    if (this.#size * 2 >= this.#numbers.length) this.#grow();
    const number = numberOf(mergedPath(path));
    const at = this.#place(number);
    if (this.#numbers[at] === number) return;
    this.#numbers[at] = number;
    this.#owners[at] = packageNumber;
    this.#size++;
  }

  /** The package that a path belongs to, null when it is none's. */
  ownerOf(path: string): PackageFacts | null {
    const number = numberOf(mergedPath(path));
    const at = this.#place(number);
    return this.#numbers[at] === number ? (this.packages[this.#owners[at]!] ?? null) : null;
  }

  #place(number: number): number {
    const mask = this.#numbers.length - 1;
    let at = (number % 0x7fffffff) & mask;
    while (this.#numbers[at] !== 0 && this.#numbers[at] !== number) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [numbers, owners] = [this.#numbers, this.#owners];
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#owners = new Uint32Array(numbers.length * 2);
    numbers.forEach((number, i) => {
      if (number === 0) return;
      const at = this.#place(number);
      this.#numbers[at] = number;
      this.#owners[at] = owners[i]!;
    });
  }
}

/** Splits `epoch:version-release`, as dpkg writes it (deb-version(7)). */
export function splitVersion(text: string): { epoch: number; version: string; release: string } {
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? 0 : Number(text.slice(0, colon)) || 0,
    version: dash < 0 ? rest : rest.slice(0, dash),
    release: dash < 0 ? '' : rest.slice(dash + 1),
  };
}
