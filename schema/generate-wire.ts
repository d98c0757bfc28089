/**
 * TypeScript of the wire's messages and services (schema/proto) as src/wire/*.gen.ts: buf reads the definitions,
 * protoc-gen-es writes the code, both from npm and pinned. Its files are renamed, so that they are known as generated.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GeneratedFile } from './generate.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Names, not a listing: scripts/check-generated.ts looks for them to find files that no generator writes. */
const FILES: Readonly<Record<string, string>> = {
  'src/wire/record.gen.ts': 'shrike/v1/record_pb.ts',
  'src/wire/host.gen.ts': 'shrike/v1/host_pb.ts',
  'src/wire/probe.gen.ts': 'shrike/v1/probe_pb.ts',
  'src/wire/response.gen.ts': 'shrike/v1/response_pb.ts',
  'src/wire/agent.gen.ts': 'shrike/v1/agent_pb.ts',
  'src/wire/ingest.gen.ts': 'shrike/v1/ingest_pb.ts',
  'src/wire/otlp-logs.gen.ts': 'shrike/otlp/v1/logs_pb.ts',
  // Interfaces of container runtimes, of which we are a client.
  'src/enrich/container/api/cri.gen.ts': 'runtime/v1/cri_pb.ts',
  'src/enrich/container/api/containerd-containers.gen.ts': 'containerd/v1/containers_pb.ts',
  'src/enrich/container/api/containerd-namespaces.gen.ts': 'containerd/v1/namespaces_pb.ts',
  'src/enrich/container/api/containerd-events.gen.ts': 'containerd/v1/events_pb.ts',
};

/** Throws when the definitions have an error; the message holds the compiler's. */
export function generateWire(): GeneratedFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'shrike-wire-'));
  try {
    const template = {
      version: 'v2',
      plugins: [
        {
          local: [process.execPath, join(root, 'node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es')],
          out: folder,
          opt: ['target=ts', 'import_extension=ts', 'erasable_syntax=true'],
        },
      ],
    };
    const buf = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
    const run = (...args: string[]): void => {
      const { status, stdout, stderr, error } = spawnSync(process.execPath, [buf, ...args], {
        cwd: join(root, 'schema/proto'),
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`buf ${args[0]} fails: ${error?.message ?? ''}${stdout}${stderr}`);
    };
    run('lint');
    run('generate', '--template', JSON.stringify(template));
    return Object.entries(FILES).map(([path, written]) => ({
      path,
      content: readFileSync(join(folder, written), 'utf8').replaceAll(
        /"(\.\/\w+)_pb\.ts"/g,
        (_, module: string) => `"./${basename(module)}.gen.ts"`,
      ),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
