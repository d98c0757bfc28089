/**
 * Tags of a container in the names that policies use (`image_name:nginx`, `kube_namespace:shop`). What the labels
 * of Kubernetes say goes before what the runtime says of itself.
 */
import type { Container, PodFacts } from './container.ts';

/** Labels whose value becomes a tag. */
const LABEL_TAGS: readonly (readonly [label: string, tag: string])[] = [
  ['com.datadoghq.tags.service', 'service'],
  ['com.datadoghq.tags.env', 'env'],
  ['com.datadoghq.tags.version', 'version'],
  ['tags.datadoghq.com/service', 'service'],
  ['tags.datadoghq.com/env', 'env'],
  ['tags.datadoghq.com/version', 'version'],
  ['com.docker.swarm.service.name', 'swarm_service'],
  ['com.docker.compose.service', 'compose_service'],
  ['com.docker.compose.project', 'compose_project'],
  ['org.opencontainers.image.revision', 'git.commit.sha'],
  ['org.opencontainers.image.source', 'git.repository_url'],
];

/** Most tags of one container, and the longest value. */
const TAGS_MAX = 64;
const VALUE_LENGTH_MAX = 512;

/** What the standard labels of Kubernetes runtimes and pods say (dockershim, containerd, CRI-O use the same names). */
export function podOfLabels(labels: ReadonlyMap<string, string>): Partial<PodFacts> {
  const pick = (...names: string[]): string => names.map((name) => labels.get(name) ?? '').find((v) => v !== '') ?? '';
  const facts: Record<string, string> = {
    uid: pick('io.kubernetes.pod.uid', 'io.kubernetes.cri.sandbox-uid'),
    name: pick('io.kubernetes.pod.name', 'io.kubernetes.cri.sandbox-name'),
    namespace: pick('io.kubernetes.pod.namespace', 'io.kubernetes.cri.sandbox-namespace'),
    container: pick('io.kubernetes.container.name', 'io.kubernetes.cri.container-name'),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== ''));
}

/** True for the container that only holds the namespaces of a pod. */
export function isSandboxByLabels(labels: ReadonlyMap<string, string>): boolean {
  return (
    labels.get('io.kubernetes.docker.type') === 'podsandbox' ||
    labels.get('io.cri-containerd.kind') === 'sandbox' ||
    labels.get('io.kubernetes.cri.container-type') === 'sandbox' ||
    labels.get('io.kubernetes.cri-o.ContainerType') === 'sandbox' ||
    labels.get('io.kubernetes.container.name') === 'POD'
  );
}

/** The tags of a container; a new array. */
export function tagsOf(container: Container): string[] {
  const tags: string[] = [];
  const add = (key: string, value: string | undefined): void => {
    if (value === undefined || value === '' || tags.length >= TAGS_MAX) return;
    const tag = `${key}:${value.slice(0, VALUE_LENGTH_MAX)}`;
    if (!tags.includes(tag)) tags.push(tag);
  };
  const { image, pod, labels } = container;
  add('container_id', container.id);
  add('container_name', container.name);
  add('runtime', container.runtime);
  add('image_name', image.name);
  add('short_image', image.short);
  add('image_tag', image.tag);
  add('image_id', container.imageId);
  add('image_digest', image.digest);
  if (image.name !== '' && image.tag !== '') add('docker_image', `${image.name}:${image.tag}`);
  if (container.isSandbox) add('container_kind', 'sandbox');
  add('pod_name', pod.name);
  add('pod_uid', pod.uid);
  add('kube_namespace', pod.namespace);
  add('kube_container_name', container.isSandbox ? '' : pod.container);
  add('kube_service_account', pod.serviceAccount);
  add('kube_node', pod.node);
  add('kube_deployment', pod.deployment);
  if (pod.ownerKind !== undefined && pod.ownerName !== undefined) {
    add('kube_ownerref_kind', pod.ownerKind.toLowerCase());
    add('kube_ownerref_name', pod.ownerName);
    const kind = { ReplicaSet: 'replica_set', StatefulSet: 'stateful_set', DaemonSet: 'daemon_set', Job: 'job' }[
      pod.ownerKind
    ];
    if (kind !== undefined) add(`kube_${kind}`, pod.ownerName);
  }
  for (const [label, tag] of LABEL_TAGS) add(tag, pod.labels?.get(label) ?? labels.get(label));
  return tags;
}
