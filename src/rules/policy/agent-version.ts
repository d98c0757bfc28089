/**
 * Version constraints as policies write them: a comma or a blank is "and", `||` is "or", blanks after an operator do
 * not matter, versions may be partial. Prerelease and build of the running version are dropped first, so that a release
 * candidate takes the rules of its release.
 */
import semver from 'semver';

/** The agent version whose policies this product understands; what `agent_version` is compared with. */
export const COMPATIBLE_AGENT_VERSION = '7.78.0';

const COMPARATOR = /^\s*(>=|=>|<=|=<|!=|==|~>|[=<>~^])?\s*v?([0-9xX*][0-9A-Za-z.*+-]*)\s*,?/;
const HYPHEN = /^\s*v?[0-9][0-9.xX*]*\s+-\s+v?[0-9][0-9.xX*]*\s*$/;
const SPELLINGS: Readonly<Record<string, string>> = { '=>': '>=', '=<': '<=', '==': '=', '~>': '~' };

type Test = (version: string) => boolean;

function parseGroup(group: string): Test | null {
  if (HYPHEN.test(group)) {
    const range = semver.validRange(group.trim());
    return range === null ? null : (version) => semver.satisfies(version, range);
  }
  const tests: Test[] = [];
  let rest = group;
  while (rest.trim() !== '') {
    const match = COMPARATOR.exec(rest);
    if (match === null) return null;
    rest = rest.slice(match[0].length);
    const operator = SPELLINGS[match[1] ?? ''] ?? match[1] ?? '=';
    const negated = operator === '!=';
    const range = semver.validRange(`${negated ? '=' : operator}${match[2]}`, { includePrerelease: true });
    if (range === null) return null;
    tests.push((version) => semver.satisfies(version, range) !== negated);
  }
  return tests.length === 0 ? null : (version) => tests.every((test) => test(version));
}

/** Compiles a constraint; null when it cannot be read. */
export function parseVersionConstraint(constraint: string): Test | null {
  if (constraint.length > 256) return null;
  const groups = constraint.split('||').map(parseGroup);
  if (groups.some((group) => group === null)) return null;
  return (version) => {
    const release = releaseOf(version);
    return release !== null && groups.some((group) => group!(release));
  };
}

/** Major, minor and patch of a version that may be partial or carry a prerelease; null when it is none. */
export function releaseOf(version: string): string | null {
  const parsed = semver.coerce(version);
  return parsed === null ? null : `${parsed.major}.${parsed.minor}.${parsed.patch}`;
}
