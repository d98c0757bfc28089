/** Who is logged in, for every component. Filled by app.tsx before any page is shown. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Me, Role } from '../../../src/server/api/contract.ts';

export const Session = createContext<Me | null>(null);

/** The account; pages are only drawn with one. */
export function useMe(): Me {
  return useContext(Session)!;
}

const RANK: Record<Role, number> = { viewer: 0, analyst: 1, admin: 2 };

/** Whether the account may do what `role` may. */
export function useMay(role: Role): boolean {
  return RANK[useMe().role] >= RANK[role];
}
