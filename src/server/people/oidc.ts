/**
 * Login through an identity provider: OpenID Connect with the authorization code flow, PKCE, state and nonce. What is
 * under way is kept in memory for ten minutes; a restart in between means clicking the button again.
 */
import * as client from 'openid-client';
import type { Role } from '../api/contract.ts';
import { ROLES } from '../api/contract.ts';
import { Problem } from '../api/problem.ts';
import type { OidcOptions } from '../options.ts';
import { newSecret } from './secrets.ts';

const PENDING_MS = 600_000;
const PENDING_MAX = 1000;

interface Pending {
  readonly verifier: string;
  readonly nonce: string;
  readonly until: number;
}

export class OidcLogin {
  readonly options: OidcOptions;
  private readonly pending = new Map<string, Pending>();
  private configuration: Promise<client.Configuration> | undefined;

  constructor(options: OidcOptions) {
    this.options = options;
  }

  /** Where to send the browser; `binding` goes into a cookie, so that only this browser can come back. */
  async begin(): Promise<{ readonly url: string; readonly binding: string }> {
    const configuration = await this.discover();
    const verifier = client.randomPKCECodeVerifier();
    const binding = newSecret('');
    const nonce = client.randomNonce();
    const now = Date.now();
    for (const [state, { until }] of this.pending)
      if (until < now || this.pending.size >= PENDING_MAX) this.pending.delete(state);
    this.pending.set(binding, { verifier, nonce, until: now + PENDING_MS });
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.options.redirectUrl,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: binding,
      nonce,
    });
    return { url: url.href, binding };
  }

  /** The provider has sent the browser back. @throws Problem when anything about it is wrong */
  async finish(
    query: string,
    binding: string,
  ): Promise<{ readonly name: string; readonly displayName: string; readonly role: Role }> {
    const pending = this.pending.get(binding);
    this.pending.delete(binding);
    if (pending === undefined || pending.until < Date.now())
      throw new Problem('bad_request', 'this login is not under way', 'Begin again.');
    const configuration = await this.discover();
    let claims: Readonly<Record<string, unknown>> | undefined;
    try {
      const tokens = await client.authorizationCodeGrant(
        configuration,
        new URL(`${this.options.redirectUrl}${query}`),
        {
          pkceCodeVerifier: pending.verifier,
          expectedState: binding,
          expectedNonce: pending.nonce,
          idTokenExpected: true,
        },
      );
      claims = tokens.claims();
    } catch (error) {
      throw new Problem('unauthenticated', `the identity provider's answer is not good: ${(error as Error).message}`);
    }
    const said = claims?.[this.options.roleClaim];
    const words = (Array.isArray(said) ? said : [said]).filter((one) => typeof one === 'string');
    const roles = words
      .map((word: string) => this.options.roles[word] ?? ROLES.find((role) => role === word))
      .filter((role) => role !== undefined);
    const role = ROLES.toReversed().find((one) => roles.includes(one)) ?? this.options.defaultRole;
    if (role === null)
      throw new Problem(
        'forbidden',
        'the identity provider gives you no role here',
        `The claim ${this.options.roleClaim} decides.`,
      );
    const name = [claims?.preferred_username, claims?.email, claims?.sub].find(
      (one) => typeof one === 'string' && one !== '',
    ) as string;
    return {
      name: name.replaceAll(/[^\w.@-]/g, '_').slice(0, 128),
      displayName: typeof claims?.name === 'string' ? claims.name.slice(0, 200) : name,
      role,
    };
  }

  private discover(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret, insecure } = this.options;
    this.configuration ??= client
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        // The signature is checked although TLS already says who answered: it costs one request for keys.
        execute: [client.enableNonRepudiationChecks, ...(insecure === true ? [client.allowInsecureRequests] : [])],
      })
      .catch((error: unknown) => {
        this.configuration = undefined;
        throw new Problem('store_unavailable', `the identity provider does not answer: ${(error as Error).message}`);
      });
    return this.configuration;
  }
}
