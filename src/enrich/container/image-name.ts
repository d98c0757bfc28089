/**
 * Takes the name of an image apart: `[registry[:port]/]path[:tag][@digest]` (the grammar of the distribution project's
 * reference format). A name that is only an id or digest gives no name, so that nobody takes a number for a name.
 */

/** Parts of an image name; '' where a part is missing. */
export interface ImageName {
  /** Registry and path, as written: `registry.example:5000/team/web`. */
  readonly name: string;
  /** Last part of the path: `web`. */
  readonly short: string;
  readonly tag: string;
  /** `sha256:…` */
  readonly digest: string;
}

export const NO_IMAGE: ImageName = { name: '', short: '', tag: '', digest: '' };

const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;
const HEX = /^[0-9a-f]{12,64}$/;
/** Longer names are no names. */
const LENGTH_MAX = 4096;

/** Reads a name. Never fails: text that is none gives empty parts. `tag` is `latest` where neither tag nor digest stands. */
export function parseImageName(text: string): ImageName {
  if (text === '' || text.length > LENGTH_MAX) return NO_IMAGE;
  let rest = text;
  let digest = '';
  const at = rest.indexOf('@');
  if (at >= 0) {
    digest = rest.slice(at + 1);
    if (!DIGEST.test(digest)) digest = '';
    rest = rest.slice(0, at);
  } else if (DIGEST.test(rest)) {
    // `sha256:<64 hex>`: an id, not a name.
    return { ...NO_IMAGE, digest: rest };
  }
  if (HEX.test(rest) && rest.length === 64) return { ...NO_IMAGE, digest: `sha256:${rest}` };
  const slash = rest.lastIndexOf('/');
  const colon = rest.lastIndexOf(':');
  let tag = '';
  // A colon before the last slash is the port of the registry.
  if (colon > slash) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
  }
  const short = rest.slice(slash + 1);
  if (rest === '' || short === '') return { ...NO_IMAGE, digest };
  if (tag === '' && digest === '') tag = 'latest';
  return { name: rest, short, tag, digest };
}
