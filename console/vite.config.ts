/**
 * How the console is bundled. The output is `console/dist`, which the server serves as it is; nothing in it asks
 * another host for anything.
 *
 * Surprising: `process.arch` is replaced by a constant, because the event model of the rule language asks it for the
 * constants of the machine; in a browser it means the machines that are watched, of which most are x86_64.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root: here,
  base: '/',
  define: { 'process.arch': '"x64"' },
  build: {
    outDir: `${here}dist`,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The rule language with its regular expressions and public suffixes is larger; only the editor fetches it.
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': process.env.SHRIKE_SERVER ?? 'http://127.0.0.1:7070' } },
});
