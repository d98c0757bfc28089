/** Which Shrike this is. */
import { readFileSync } from 'node:fs';

/** Version of the program. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
