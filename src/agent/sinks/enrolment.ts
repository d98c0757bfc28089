/**
 * The agent's identity at a Shrike server: a key that never leaves the machine, and a certificate that the server gives for a
 * token. Trust in the server comes from the system, from a file, or from the fingerprint of its authority's certificate.
 *
 *     no certificate ── token ──► Enroll ──► certificate + authorities on disk
 *     two thirds of its life over ──► Renew
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createClient, type Transport } from '@connectrpc/connect';
import type { HostFacts } from '../../wire/host.gen.ts';
import { type EnrollResponse, Ingest, type RenewResponse } from '../../wire/ingest.gen.ts';

export interface EnrolmentOptions {
  readonly folder: string;
  readonly url: string;
  /** '' when the agent is to be enrolled already. */
  readonly token: () => string;
  /** SHA-256 of the authority's certificate in hexadecimal digits, ''; colons are allowed. */
  readonly caFingerprint: string;
  /** Authorities to trust before the server named its own; undefined: the system's. */
  readonly ca: () => string | undefined;
}

/** What a connection needs. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
  /** Undefined: the system's. */
  readonly ca: string | undefined;
}

const CALL_MS_MAX = 20_000;

export class Enrolment {
  readonly #options: EnrolmentOptions;

  constructor(options: EnrolmentOptions) {
    this.#options = options;
  }

  #read(name: string): string | null {
    try {
      return readFileSync(join(this.#options.folder, name), 'utf8');
    } catch {
      return null;
    }
  }

  /** Whole or not at all, and for us alone. */
  #write(name: string, text: string): void {
    mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
    const path = join(this.#options.folder, name);
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /** Whether enrolling (again) is possible at all. */
  get hasToken(): boolean {
    try {
      return this.#options.token() !== '';
    } catch {
      return false;
    }
  }

  /** The identity on disk; null before the first enrolment, or when the certificate has run out. */
  load(nowMs = Date.now()): Identity | null {
    const [certificate, key] = [this.#read('certificate.pem'), this.#read('key.pem')];
    if (certificate === null || key === null) return null;
    try {
      if (Date.parse(new X509Certificate(certificate).validTo) <= nowMs) return null;
    } catch {
      return null;
    }
    return { certificate, key, ca: this.#read('authorities.pem') ?? this.#options.ca() };
  }

  /** Whether it is time for a new certificate. */
  isDue(identity: Identity, nowMs = Date.now()): boolean {
    const { validFrom, validTo } = new X509Certificate(identity.certificate);
    const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
    return nowMs > from + ((to - from) * 2) / 3;
  }

  /** Trades the token for a certificate. Throws what the call throws, or that there is no token. */
  async enroll(connectTo: (ca: string | undefined) => Transport, host: HostFacts): Promise<Identity> {
    const token = this.#options.token();
    if (token === '') throw new Error('the agent is not enrolled, and no token is configured');
    const ca = await this.#firstTrust();
    const { key, request } = await this.#request(host.hostId);
    const answer = await createClient(Ingest, connectTo(ca)).enroll(
      { token, certificateRequest: request, host },
      { timeoutMs: CALL_MS_MAX },
    );
    return this.#keep(answer, key, ca);
  }

  /** A new certificate by means of the old one. */
  async renew(transport: Transport, identity: Identity, hostId: string): Promise<Identity> {
    const { key, request } = await this.#request(hostId);
    const answer = await createClient(Ingest, transport).renew(
      { certificateRequest: request },
      { timeoutMs: CALL_MS_MAX },
    );
    return this.#keep(answer, key, identity.ca);
  }

  #keep(answer: EnrollResponse | RenewResponse, key: string, ca: string | undefined): Identity {
    const certificate = answer.certificateChain.map((der) => pem('CERTIFICATE', der)).join('');
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) {
      throw new Error('the server answered with a certificate for another key');
    }
    const authorities = answer.authorities.map((der) => pem('CERTIFICATE', der)).join('');
    if (authorities !== '') this.#write('authorities.pem', authorities);
    this.#write('key.pem', key);
    this.#write('certificate.pem', certificate);
    return { certificate, key, ca: authorities === '' ? ca : authorities };
  }

  /** A new key (P-256) and a PKCS #10 request for it. */
  async #request(hostId: string): Promise<{ key: string; request: Uint8Array<ArrayBuffer> }> {
    // Loaded only when needed: once in the life of a certificate.
    await import('reflect-metadata');
    const { Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509');
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: `CN=${hostId}`,
      keys,
      signingAlgorithm: algorithm,
    });
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
    return { key: pem('PRIVATE KEY', pkcs8), request: new Uint8Array(request.rawData) };
  }

  /** Whom to trust in the first call: the certificate with the configured fingerprint, fetched from the server itself. */
  async #firstTrust(): Promise<string | undefined> {
    const { caFingerprint, url } = this.#options;
    if (caFingerprint === '') return this.#options.ca();
    const wanted = caFingerprint.replaceAll(':', '').toLowerCase();
    const { hostname, port } = new URL(url);
    for (const certificate of await fetchChain(hostname.replaceAll(/[[\]]/g, ''), Number(port || 443))) {
      if (certificate.fingerprint256.replaceAll(':', '').toLowerCase() === wanted) return certificate.toString();
    }
    throw new Error(`${url} shows no certificate with the fingerprint ${caFingerprint}: this may not be your server`);
  }
}

/** The certificates that a server shows, trusted or not. Nothing is sent to it. */
function fetchChain(host: string, port: number): Promise<X509Certificate[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: CALL_MS_MAX }, () => {
      const chain: X509Certificate[] = [];
      const seen = new Set<string>();
      for (
        let shown = socket.getPeerCertificate(true);
        shown?.raw !== undefined && !seen.has(shown.fingerprint256);
        shown = shown.issuerCertificate
      ) {
        seen.add(shown.fingerprint256);
        chain.push(new X509Certificate(shown.raw));
      }
      socket.destroy();
      resolve(chain);
    });
    socket.once('timeout', () => socket.destroy(new Error('the server does not answer')));
    socket.once('error', reject);
  });
}

function pem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der)
    .toString('base64')
    .replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${base64}-----END ${label}-----\n`;
}
