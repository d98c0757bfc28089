/** The filters of the signals list as they stand in the address, and as the API wants them. */
import type { Query } from '../../api/client.ts';

export const FACETS = ['status', 'severity', 'rule', 'host', 'user', 'container', 'attack', 'assignee'] as const;
export type Facet = (typeof FACETS)[number];

export const FACET_NAMES: Readonly<Record<Facet, string>> = {
  status: 'Status',
  severity: 'Severity',
  rule: 'Rule',
  host: 'Host',
  user: 'User',
  container: 'Container',
  attack: 'ATT&CK technique',
  assignee: 'Assigned to',
};

/** What is shown when the address says nothing of the status. */
export const DEFAULT_STATUS = 'open,under_review';

/** Values picked in a facet. */
export function picked(query: URLSearchParams, facet: Facet): readonly string[] {
  const text = query.get(facet) ?? (facet === 'status' ? DEFAULT_STATUS : '');
  return text === 'all' ? [] : text.split(',').filter(Boolean);
}

/** The address's parameter after a value is picked or given back. */
export function toggled(query: URLSearchParams, facet: Facet, value: string, only: boolean): string | undefined {
  const now = picked(query, facet);
  const next = only ? [value] : now.includes(value) ? now.filter((one) => one !== value) : [...now, value];
  if (facet === 'status' && next.length === 0) return 'all';
  return next.join(',');
}

/** Parameters for the API. */
export function apiQuery(query: URLSearchParams): Query {
  const wanted: Record<string, string> = {};
  for (const facet of FACETS) {
    const values = picked(query, facet);
    if (values.length > 0) wanted[facet] = values.join(',');
  }
  for (const name of ['q', 'from', 'to']) {
    const value = query.get(name);
    if (value !== null && value !== '') wanted[name] = value;
  }
  return wanted;
}

/** The parameters that a saved view keeps. */
export function viewQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...query].filter(([name]) => (FACETS as readonly string[]).includes(name) || ['q', 'from', 'to'].includes(name)),
  );
}
