/** The list that a signal was opened from, so that its page can go to the one before and after. */
let ids: readonly string[] = [];
let address = '/signals';

export function rememberOrder(list: readonly string[], from: string): void {
  ids = list;
  address = from;
}

/** Neighbours of a signal, and the way back. */
export function neighbours(id: string): {
  before: string | undefined;
  after: string | undefined;
  back: string;
  place: number;
  total: number;
} {
  const at = ids.indexOf(id);
  return {
    before: at > 0 ? ids[at - 1] : undefined,
    after: at === -1 ? undefined : ids[at + 1],
    back: address,
    place: at + 1,
    total: ids.length,
  };
}
