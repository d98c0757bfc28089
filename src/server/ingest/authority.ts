/**
 * The server's own certificate authority: it signs the certificate of the ingest port and the client certificates of
 * agents. Nothing but Shrike trusts it. Kept as files that only the server's user can read; servers of one cluster share
 * the files.
 */
import 'reflect-metadata';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as never);

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 398;
const CLIENT_DAYS = 90;
/** Clocks of hosts may be behind. */
const BACKDATE_MS = DAY_MS;

const CLIENT_USE = '1.3.6.1.5.5.7.3.2';
const SERVER_USE = '1.3.6.1.5.5.7.3.1';

/** A certificate that was issued, with the authority's behind it. */
export interface Issued {
  readonly chain: readonly Uint8Array[];
  readonly authorities: readonly Uint8Array[];
  readonly expires: Date;
  /** SHA-256 of the public key, hexadecimal. */
  readonly keyDigest: string;
}

export class Authority {
  /** PEM, for TLS servers. */
  readonly certificatePem: string;
  /** SHA-256 of the authority's certificate (DER), hexadecimal: agents that enrol can check it. */
  readonly fingerprint: string;
  private readonly certificate: x509.X509Certificate;
  private readonly key: CryptoKey;

  private constructor(certificate: x509.X509Certificate, key: CryptoKey) {
    this.certificate = certificate;
    this.key = key;
    this.certificatePem = certificate.toString('pem');
    this.fingerprint = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
  }

  /** Reads the authority from the folder, or makes one. */
  static async open(folder: string): Promise<Authority> {
    const [keyPath, certificatePath] = [join(folder, 'authority.key'), join(folder, 'authority.crt')];
    if (existsSync(keyPath) && existsSync(certificatePath)) {
      const key = await importKey(readFileSync(keyPath, 'utf8'));
      return new Authority(new x509.X509Certificate(readFileSync(certificatePath, 'utf8')), key);
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const keys = (await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: `CN=Shrike ${randomBytes(4).toString('hex')}`,
      notBefore: new Date(Date.now() - BACKDATE_MS),
      notAfter: new Date(Date.now() + AUTHORITY_DAYS * DAY_MS),
      signingAlgorithm: CURVE,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    writePrivate(keyPath, await exportKey(keys.privateKey));
    writePrivate(certificatePath, certificate.toString('pem'));
    return new Authority(certificate, keys.privateKey);
  }

  /** Key and certificate (with the authority's) for a TLS server under these names; made anew each time. */
  async issueServer(names: readonly string[]): Promise<{ readonly key: string; readonly certificate: string }> {
    const keys = (await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const certificate = await this.sign(`CN=${names[0]}`, keys.publicKey, SERVER_DAYS, [
      new x509.ExtendedKeyUsageExtension([SERVER_USE]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ]);
    return {
      key: await exportKey(keys.privateKey),
      certificate: `${certificate.toString('pem')}\n${this.certificatePem}`,
    };
  }

  /**
   * Signs an agent's request; the subject is the host id, whatever the request says.
   * @returns a sentence instead when the request cannot be read or is not signed by its own key
   */
  async issueClient(hostId: string, request: Uint8Array): Promise<Issued | string> {
    let csr: x509.Pkcs10CertificateRequest;
    try {
      csr = new x509.Pkcs10CertificateRequest(Buffer.from(request));
      if (!(await csr.verify())) return 'the certificate request is not signed by its own key';
      const certificate = await this.sign(`CN=${hostId}`, await csr.publicKey.export(), CLIENT_DAYS, [
        new x509.ExtendedKeyUsageExtension([CLIENT_USE]),
      ]);
      return {
        chain: [new Uint8Array(certificate.rawData)],
        authorities: [new Uint8Array(this.certificate.rawData)],
        expires: certificate.notAfter,
        keyDigest: createHash('sha256').update(Buffer.from(csr.publicKey.rawData)).digest('hex'),
      };
    } catch (error) {
      return `the certificate request cannot be read: ${(error as Error).message}`;
    }
  }

  private async sign(
    subject: string,
    publicKey: CryptoKey,
    days: number,
    extensions: readonly x509.Extension[],
  ): Promise<x509.X509Certificate> {
    return x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer: this.certificate.subject,
      notBefore: new Date(Date.now() - BACKDATE_MS),
      notAfter: new Date(Date.now() + days * DAY_MS),
      signingAlgorithm: CURVE,
      publicKey,
      signingKey: this.key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(this.certificate.publicKey),
        ...extensions,
      ],
    });
  }
}

/** Names under which agents may know this machine. */
export function ownNames(extra: readonly string[]): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? [])
      .filter(({ address }) => !address.includes('%') && !address.startsWith('fe80'))
      .map(({ address }) => address),
  );
  return [...new Set([...extra, hostname(), 'localhost', '127.0.0.1', '::1', ...addresses])];
}

const serialNumber = (): string => `00${randomBytes(16).toString('hex')}`;

/** Whole or not at all, and nobody else's to read. */
function writePrivate(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}

async function exportKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64').replaceAll(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
}

async function importKey(pem: string): Promise<CryptoKey> {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey('pkcs8', der, CURVE, true, ['sign']);
}
