/** Files of a TLS connection, read again for each connection, so that a renewed certificate needs no restart. */
import { readFileSync } from 'node:fs';

export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface TlsPaths {
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

export class TlsFiles {
  readonly #paths: TlsPaths;

  constructor(paths: TlsPaths) {
    this.#paths = paths;
  }

  /** Throws when a file cannot be read; the connection is then tried again later. */
  read(): TlsMaterial {
    const { caFile, certificateFile, keyFile } = this.#paths;
    return {
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') }),
      ...(certificateFile === undefined ? {} : { cert: readFileSync(certificateFile, 'utf8') }),
      ...(keyFile === undefined ? {} : { key: readFileSync(keyFile, 'utf8') }),
    };
  }
}
