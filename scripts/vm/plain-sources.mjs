// Loads .ts files as the plain JavaScript that strip-types.ts has made of them; test machines preload it.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !new URL(url).pathname.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: readFileSync(new URL(url), 'utf8'), shortCircuit: true };
  },
});
