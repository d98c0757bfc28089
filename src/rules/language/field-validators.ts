/**
 * Checks of literals that fields need beyond their type. The model attaches them to its fields
 * (`FieldSpec.validate`), except for the one about paths, which every field ending in `.path` with path matching gets.
 * Each gives the text of an error, or null.
 */
import type { LiteralUse } from './model.ts';

type Validator = (literal: LiteralUse) => string | null;

/** Segments a kernel path can have, and bytes of one segment (NAME_MAX). */
const PATH_SEGMENTS_MAX = 1363;
const PATH_SEGMENT_LENGTH_MAX = 255;

/** A path as the kernel reports it: absolute, in normal form, no regular expression. */
export const validatePath: Validator = ({ kind, text }) => {
  if (kind === 'regexp') return 'paths take no regular expressions; use a pattern such as ~"/etc/**"';
  if (text === '') return null;
  if (text === '*') return 'a bare * matches no path; write ~"/**"';
  if (text.startsWith('~')) return '~ is not expanded; write the home directory out';
  if (!text.startsWith('/') && !text.startsWith('*')) return 'paths are absolute: they start with / (or *)';
  if (text.length > 1 && text.endsWith('/')) return 'paths have no slash at the end';
  const segments = text.split('/');
  if (segments.length > PATH_SEGMENTS_MAX) return `paths have ${PATH_SEGMENTS_MAX} segments at most`;
  for (const [index, segment] of segments.entries()) {
    if (segment === '.' || segment === '..') return `paths are in normal form: ${segment} cannot be a segment`;
    if (segment === '' && index > 0 && text !== '/') return 'paths are in normal form: // cannot occur';
    if (segment.length > PATH_SEGMENT_LENGTH_MAX) {
      return `a path segment has ${PATH_SEGMENT_LENGTH_MAX} characters at most`;
    }
  }
  return null;
};

/** Names that the kernel cuts at 15 characters (BPF maps and programs). */
export const validateKernelName: Validator = ({ kind, text }) =>
  kind === 'scalar' && text.length > 15 ? 'the kernel keeps 15 characters of this name: this can never be equal' : null;

/** Ids are never negative. */
export const validateNotNegative: Validator = ({ kind, text }) =>
  kind === 'int' && text.startsWith('-') ? 'this is never negative' : null;

/** A packet filter is one expression, compared with == only. */
export const validatePacketFilter: Validator = ({ kind, operator }) =>
  kind !== 'scalar' ? 'a packet filter is a plain string' : operator !== '==' ? 'a packet filter takes == only' : null;
