/**
 * The Helm chart: rendered for old and new clusters with values of every kind, held against the types of the Kubernetes API
 * (kubernetes-types, by the TypeScript compiler: no unknown key, no wrong type, nothing missing), and the pod that comes out
 * run for real, taken apart for Docker.
 *
 * Surprising: Helm itself is not used, because it is in no package source that tests may use; scripts/chart/render.go is the same
 * template engine with the same function library.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { loadConfig } from '../../src/config/index.ts';
import { project } from './chroot.ts';

// biome-ignore lint/suspicious/noExplicitAny: manifests are read by name
type Manifest = any;

/** Which type of kubernetes-types a document is of; what is not of Kubernetes itself is left out. */
const TYPES: Readonly<Record<string, readonly [module: string, type: string]>> = {
  'v1 ConfigMap': ['core/v1', 'ConfigMap'],
  'v1 ServiceAccount': ['core/v1', 'ServiceAccount'],
  'apps/v1 DaemonSet': ['apps/v1', 'DaemonSet'],
};
const FOREIGN = new Set(['security.openshift.io/v1 SecurityContextConstraints']);

const folder = mkdtempSync(join(tmpdir(), 'shrike-chart-'));

function render(
  values: object,
  ...options: string[]
): { status: number | null; stderr: string; documents: Manifest[] } {
  const path = join(folder, 'values.yaml');
  writeFileSync(path, stringify(values));
  const { status, stdout, stderr } = spawnSync(
    'sh',
    [project('scripts/chart/render.sh'), '-values', path, ...options],
    { encoding: 'utf8', timeout: 300_000 },
  );
  const documents = status === 0 ? parseAllDocuments(stdout).map((document) => document.toJS()) : [];
  return { status, stderr, documents: documents.filter((document) => document !== null) };
}

function rendered(values: object, ...options: string[]): Record<string, Manifest> {
  const { status, stderr, documents } = render(values, ...options);
  assert.equal(status, 0, stderr);
  return Object.fromEntries(documents.map((document) => [document.kind, document]));
}

const container = (set: Manifest, name: string): Manifest =>
  set.spec.template.spec.containers.find((one: Manifest) => one.name === name);

const FULL = {
  image: { repository: 'registry.example/team/shrike', tag: '1.2.3', pullSecrets: [{ name: 'pull' }] },
  datadog: {
    // Of the Datadog chart, without meaning here.
    apiKey: 'unused',
    site: 'unused',
    tags: ['env:test', 'team:birds'],
    sinks: { soc: { type: 'syslog', address: 'tls://siem.example:6514' } },
    securityAgent: {
      runtime: {
        enabled: true,
        fimEnabled: false,
        useSecruntimeTrack: true,
        policies: { configMap: 'own-policies' },
        network: { enabled: false },
        enforcement: { enabled: false },
        containerInclude: 'image:web.* name:shop',
        containerExclude: 'image:build.*',
        syscallMonitor: { enabled: false },
        activityDump: { cgroupWaitListSize: 0, pathMerge: { enabled: false } },
      },
    },
    systemProbe: { seccomp: 'runtime/default', apparmor: 'localhost/own' },
  },
  agent: { statePath: '/var/lib/shrike-agent', env: [{ name: 'DD_TAGS', value: 'a:b' }] },
  probe: { env: [{ name: 'SHRIKE_PROBE_SOCKET_GROUP', value: 'shrike' }] },
  podLabels: { team: 'birds' },
  podAnnotations: { note: 'watched' },
  priorityClassName: 'system-node-critical',
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }],
      },
    },
  },
};

const CASES: readonly [string, object, string[]][] = [
  ['the defaults', {}, []],
  ['the defaults before Kubernetes 1.30', {}, ['-kube', '1.25.4']],
  ['every value', FULL, []],
  ['every value before Kubernetes 1.30', FULL, ['-kube', '1.27.0-gke.100']],
  ['OpenShift', {}, ['-api', 'security.openshift.io/v1']],
];

describe('the chart', { timeout: 600_000 }, () => {
  before(() => execFileSync('sh', [project('scripts/chart/render.sh')], { stdio: ['ignore', 'ignore', 'inherit'] }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('gives only what the Kubernetes API knows', () => {
    const place = project('build/test/chart');
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    let count = 0;
    for (const [name, values, options] of CASES) {
      for (const document of render(values, ...options).documents) {
        const kind = `${document.apiVersion} ${document.kind}`;
        if (FOREIGN.has(kind)) continue;
        const type = TYPES[kind];
        assert.ok(type !== undefined, `${name} gives a ${kind}, which no type is known for`);
        writeFileSync(
          join(place, `document-${count++}.ts`),
          `// ${name}\nimport type { ${type[1]} } from 'kubernetes-types/${type[0]}.d.ts';\nexport const document: ${type[1]} = ${JSON.stringify(document, null, 1)};\n`,
        );
      }
    }
    const wrong = join(place, 'wrong.ts');
    writeFileSync(
      join(place, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', types: [] },
        include: ['*.ts'],
      }),
    );
    const compile = () =>
      spawnSync(project('node_modules/.bin/tsc'), ['-p', place, '--pretty', 'false'], { encoding: 'utf8' });
    const { status, stdout } = compile();
    assert.equal(status, 0, stdout.slice(0, 2000));
    assert.ok(count >= 3 * CASES.length, `${count} documents`);
    // A key that nobody knows must be found, or the check means nothing.
    writeFileSync(
      wrong,
      "import type { DaemonSet } from 'kubernetes-types/apps/v1.d.ts';\nexport const document: DaemonSet = { spec: { selector: {}, template: { spec: { hostPid: true, containers: [] } } } };\n",
    );
    assert.match(compile().stdout, /wrong\.ts.*hostPid/);
    rmSync(wrong);
  });

  test('plain manifests are those of the defaults', () => {
    const { stdout } = spawnSync('sh', [project('scripts/chart/render.sh')], { encoding: 'utf8' });
    const committed = readFileSync(project('deploy/kubernetes/shrike.yaml'), 'utf8');
    assert.equal(
      committed.slice(committed.indexOf('---')),
      stdout,
      'render again: sh scripts/chart/write-manifests.sh',
    );
  });

  test('the probe has the rights that it needs and no more, and the agent none', () => {
    const { DaemonSet } = rendered({});
    const pod = DaemonSet.spec.template.spec;
    assert.equal(pod.hostPID, true);
    assert.equal(pod.automountServiceAccountToken, false);
    const probe = container(DaemonSet, 'probe').securityContext;
    assert.deepEqual([probe.privileged, probe.readOnlyRootFilesystem], [false, true]);
    assert.deepEqual(probe.capabilities.add.toSorted(), [
      'CHOWN',
      'DAC_READ_SEARCH',
      'IPC_LOCK',
      'KILL',
      'NET_ADMIN',
      'NET_BROADCAST',
      'NET_RAW',
      'SYS_ADMIN',
      'SYS_PTRACE',
      'SYS_RESOURCE',
    ]);
    assert.deepEqual(probe.seccompProfile, { type: 'Localhost', localhostProfile: 'shrike' });
    const agent = container(DaemonSet, 'agent').securityContext;
    assert.deepEqual(agent.capabilities, { drop: ['ALL'] });
    assert.deepEqual([agent.runAsNonRoot, agent.allowPrivilegeEscalation], [true, false]);
    for (const volume of pod.volumes) {
      const mounts = pod.containers.flatMap((one: Manifest) => one.volumeMounts);
      const uses = [...mounts, ...pod.initContainers.flatMap((one: Manifest) => one.volumeMounts)];
      assert.ok(
        uses.some((mount) => mount.name === volume.name),
        `nobody mounts ${volume.name}`,
      );
    }
  });

  test('AppArmor is an annotation before Kubernetes 1.30, and a field since', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/probe';
    const old = rendered({}, '-kube', '1.29.9').DaemonSet;
    assert.equal(old.spec.template.metadata.annotations[key], 'unconfined');
    assert.equal(container(old, 'probe').securityContext.appArmorProfile, undefined);
    const current = rendered({}, '-kube', '1.30.0-eks-1').DaemonSet;
    assert.equal(current.spec.template.metadata.annotations[key], undefined);
    assert.deepEqual(container(current, 'probe').securityContext.appArmorProfile, { type: 'Unconfined' });
  });

  test('OpenShift gets its SELinux type and its constraints', () => {
    const found = rendered({}, '-api', 'security.openshift.io/v1');
    assert.equal(found.DaemonSet.spec.template.spec.securityContext.seLinuxOptions.type, 'spc_t');
    assert.deepEqual(found.SecurityContextConstraints.users, ['system:serviceaccount:shrike:shrike']);
    assert.equal(rendered({}).SecurityContextConstraints, undefined);
    const off = rendered({ openshift: { enabled: false } }, '-api', 'security.openshift.io/v1');
    assert.equal(off.SecurityContextConstraints, undefined);
  });

  test('the switch that turns watching off leaves nothing', () => {
    assert.deepEqual(render({ datadog: { securityAgent: { runtime: { enabled: false } } } }).documents, []);
  });

  test('a profile that cannot be is refused with the words that can', () => {
    const { status, stderr } = render({ datadog: { systemProbe: { seccomp: 'strict' } } });
    assert.notEqual(status, 0);
    assert.match(
      stderr,
      /systemProbe\.seccomp is "strict"; it must be localhost\/NAME, runtime\/default or unconfined/,
    );
  });

  test('own policies are added to the shipped ones', () => {
    const pod = rendered(FULL).DaemonSet.spec.template.spec;
    const [prepare] = pod.initContainers;
    assert.match(prepare.args[0], /cp \/etc\/shrike\/runtime-security\.d\/\*\.policy \/policies\//);
    assert.deepEqual(pod.volumes.find((volume: Manifest) => volume.name === 'custom-policies').configMap, {
      name: 'own-policies',
    });
  });

  for (const [name, values] of [
    ['the defaults', {}],
    ['every value', FULL],
  ] as const) {
    test(`every key of the configuration that ${name} give is known and has an effect`, () => {
      const text = rendered(values).ConfigMap.data['shrike.yaml'];
      writeFileSync(join(folder, 'shrike.yaml'), text);
      const { config } = loadConfig({ folder, environment: {} });
      assert.deepEqual(config.diagnostics, []);
      for (const key of Object.keys(parse(text))) assert.equal(config.entry(key).key.status, 'honoured', key);
    });
  }
});
