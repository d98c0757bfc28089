/** Version constraints of policies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseVersionConstraint } from './agent-version.ts';

for (const [constraint, version, holds] of [
  ['>= 7.38', '7.38', true],
  ['>=7.38', '7.38.0-rc.1+git.5', true],
  ['>= 7.38', '7.37.9', false],
  ['< 7.38', '7.38.0-rc.1', false],
  ['>= 7.42, < 7.50', '7.45.2', true],
  ['>= 7.42, < 7.50', '7.50.0', false],
  ['>=7.65 <7.70', '7.66', true],
  ['>=7.65 <7.70', '7.70', false],
  ['>= 7.65 < 7.70', '7.64', false],
  ['<= 7.42', '7.42.3', true],
  ['> 7.42', '7.42.3', false],
  ['> 7.42', '7.43', true],
  ['= 7.42', '7.42.9', true],
  ['7.42', '7.42.9', true],
  ['!= 7.42', '7.42.9', false],
  ['!= 7.42', '7.43.0', true],
  ['7.x', '7.99', true],
  ['*', '1.0', true],
  ['~7.42.1', '7.42.5', true],
  ['~> 7.42.1', '7.43.0', false],
  ['^7.42', '7.99.0', true],
  ['^7.42', '8.0.0', false],
  ['7.40 - 7.45', '7.45.3', true],
  ['7.40 - 7.45', '7.46', false],
  ['< 7.10 || >= 7.60', '7.65', true],
  ['< 7.10 || >= 7.60', '7.50', false],
  ['=> 7.5', '7.5', true],
  ['>= v7.5', '7.6', true],
] as const) {
  test(`${version} ${holds ? 'passes' : 'does not pass'} ${constraint}`, () => {
    assert.equal(parseVersionConstraint(constraint)?.(version), holds);
  });
}

for (const constraint of ['', 'abc', '>=', '>= abc', '> = 7', '7..1', '>= 7.1 ||', '&& 7']) {
  test(`${JSON.stringify(constraint)} is no constraint`, () => {
    assert.equal(parseVersionConstraint(constraint), null);
  });
}
