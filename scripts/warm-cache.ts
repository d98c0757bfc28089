/**
 * Loads every command once, so that Node keeps their compiled form (NODE_COMPILE_CACHE, set by `./shrike`): later starts
 * are twice as fast and need 25 MB less memory, since the part of Node that reads TypeScript is not loaded at all.
 */
import { flushCompileCache } from 'node:module';

for (const command of ['up', 'probe', 'agent', 'status', 'events', 'doctor', 'record', 'replay', 'policy'])
  await import(`../src/cli/${command}.ts`);
flushCompileCache();
