/** Passwords and tokens: made, hashed, compared. Passwords with argon2id, tokens (already random) with SHA-256. */
import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
/** Hashes under way at once; each takes 19 MiB. */
const HASHES_MAX = 4;

let running = 0;
const waiting: (() => void)[] = [];

async function hash(
  password: string,
  salt: Buffer,
  cost: typeof COST | Readonly<Record<keyof typeof COST, number>>,
): Promise<Buffer> {
  if (running >= HASHES_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return (await derive('argon2id', {
      message: Buffer.from(password.normalize('NFKC')),
      nonce: salt,
      ...cost,
    })) as Buffer;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** The password as it is kept, in the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await hash(password, salt, COST);
  const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** Whether this is the password; false for anything that is no hash of ours. Takes equally long either way. */
export async function verifyPassword(password: string, kept: string | undefined): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(kept ?? '');
  if (parts === null) {
    // As much work as for an account that exists, so that the time does not tell.
    await hash(password, Buffer.alloc(16), COST);
    return false;
  }
  const tag = Buffer.from(parts[5]!, 'base64');
  const made = await hash(password, Buffer.from(parts[4]!, 'base64'), {
    memory: Number(parts[1]),
    passes: Number(parts[2]),
    parallelism: Number(parts[3]),
    tagLength: tag.length,
  });
  return timingSafeEqual(made, tag);
}

/** 256 bits for a token, session or first password. */
export const newSecret = (prefix: string): string => `${prefix}${randomBytes(32).toString('base64url')}`;

/** A secret with much randomness as it is kept and looked up. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Short name for a thing. */
export const newId = (): string => randomBytes(9).toString('base64url');
