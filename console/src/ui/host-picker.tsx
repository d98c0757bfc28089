/** Picks one host or all, kept in the address as `host`. */
import type { HostSummary, Page } from '../../../src/server/api/contract.ts';
import { useResource } from '../api/use-resource.ts';
import { setQuery, usePlace } from '../app/router.ts';

export function HostPicker() {
  const chosen = usePlace().query.get('host') ?? '';
  const hosts = useResource<Page<HostSummary>>('/hosts', { limit: 1000 });
  const names = new Set((hosts.data?.items ?? []).map(({ name }) => name));
  if (chosen !== '') names.add(chosen);
  if (names.size < 2 && chosen === '') return null;
  return (
    <select
      class="button"
      aria-label="Host"
      value={chosen}
      onChange={(event) => setQuery({ host: event.currentTarget.value })}
    >
      <option value="">All hosts</option>
      {[...names].sort().map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
