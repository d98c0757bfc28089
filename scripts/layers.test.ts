import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkLayers, importsOf, type Layer } from './layers.ts';

const rows: readonly (readonly Layer[])[] = [
  [{ folder: 'src/base' }],
  [{ folder: 'src/rules/language', browser: true }],
  [{ folder: 'src/rules' }, { folder: 'src/respond' }],
  [{ folder: 'src/probe', entries: ['src/probe/index.ts'], openTo: ['src/cli'] }],
  [{ folder: 'src/cli' }, { folder: 'src/agent' }],
  [{ folder: 'web', only: ['src/rules/language', 'src/rules/a.ts'] }],
];
const good: Readonly<Record<string, string>> = {
  'src/base/a.ts': "import { x } from 'node:fs';",
  'src/base/b.ts': 'export const b = 1;',
  'src/rules/language/a.ts': "import { b } from '../../base/b.ts';\nimport { RE2JS } from 're2js';",
  'src/rules/a.ts': "import { a } from './language/a.ts';",
  'src/respond/a.ts': "import { a } from '../base/a.ts';",
  'src/probe/index.ts': "export { a } from '../rules/a.ts';",
  'src/probe/inner.ts': '',
  'src/cli/main.ts': "import { run } from '../probe/index.ts';",
  'src/agent/a.ts': '',
  'web/page.tsx': "import { a } from '../src/rules/language/a.ts';\nimport { c } from '../src/rules/a.ts';",
};
const check = (changed: Readonly<Record<string, string | undefined>>) => {
  const sources = Object.entries({ ...good, ...changed }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return checkLayers(new Map(sources), rows).map(({ file, message }) => `${file} ${message}`);
};

const cases: readonly { name: string; files: Readonly<Record<string, string | undefined>>; want: readonly RegExp[] }[] =
  [
    { name: 'accepts imports that point down', files: {}, want: [] },
    {
      name: 'refuses an import that points up',
      files: { 'src/base/b.ts': "import type { R } from '../rules/a.ts';" },
      want: [/^src\/base\/b\.ts imports src\/rules\/a\.ts, but src\/rules is not below src\/base$/],
    },
    {
      name: 'refuses what a layer with a list of its own does not name',
      files: { 'web/page.tsx': "import { b } from '../src/base/b.ts';" },
      want: [/^web\/page\.tsx imports src\/base\/b\.ts; web may only use src\/rules\/language, src\/rules\/a\.ts$/],
    },
    {
      name: 'refuses an import from the same row',
      files: { 'src/respond/a.ts': "import { a } from '../rules/a.ts';" },
      want: [/src\/rules is not below src\/respond/],
    },
    {
      name: 'refuses an import of what is inside a closed layer',
      files: { 'src/cli/other.ts': "import { x } from '../probe/inner.ts';" },
      want: [/inside src\/probe; the way in is src\/probe\/index\.ts/],
    },
    {
      name: 'refuses an entry to a layer that it is not open to',
      files: { 'src/agent/a.ts': "const probe = await import('../probe/index.ts');" },
      want: [/src\/probe is open only to src\/cli/],
    },
    {
      name: 'refuses Node in a browser layer',
      files: { 'src/rules/language/b.ts': "import fs from 'fs';" },
      want: [/^src\/rules\/language\/b\.ts must run in a browser, but imports fs$/],
    },
    {
      name: 'refuses Node behind a browser layer',
      files: { 'src/rules/language/a.ts': "import { a } from '../../base/a.ts';" },
      want: [/must run in a browser, but imports src\/base\/a\.ts → node:fs/],
    },
    {
      name: 'lets tests use Node and test data, but no higher layer',
      files: {
        'src/rules/language/a.test.ts':
          "import { test } from 'node:test';\nimport { v } from '../../../test/secl/model.ts';\nimport '../../probe/index.ts';",
      },
      want: [/src\/probe is not below src\/rules\/language/],
    },
    {
      name: 'refuses test code in the product',
      files: { 'src/rules/b.ts': "import { v } from '../../test/secl/model.ts';" },
      want: [/which only tests may/],
    },
    {
      name: 'refuses a source outside every layer',
      files: { 'src/new/a.ts': '' },
      want: [/^src\/new\/a\.ts belongs to no layer/],
    },
    {
      name: 'refuses a layer without sources',
      files: { 'src/agent/a.ts': undefined },
      want: [/^src\/agent is a layer without sources/],
    },
    {
      name: 'refuses a way in that nobody takes',
      files: { 'src/cli/main.ts': '' },
      want: [/^src\/probe\/index\.ts is open to src\/cli, which does not use it/],
    },
  ];

describe('layers', () => {
  for (const { name, files, want } of cases) {
    test(name, () => {
      const problems = check(files);
      assert.equal(problems.length, want.length, problems.join('\n'));
      for (const [index, pattern] of want.entries()) assert.match(problems[index]!, pattern);
    });
  }

  test('finds every form of import and none in comments', () => {
    const source = [
      "import a from './a.ts';",
      "import type { B } from './b.ts';",
      "import {\n  c,\n} from './c.ts';",
      "export * from './d.ts';",
      "import './e.ts';",
      "const f = await import('./f.ts');",
      "// import g from './g.ts';",
      "/**\n * import h from './h.ts';\n */",
      "const text = 'from nowhere';",
    ].join('\n');
    assert.deepEqual(importsOf(source), ['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  });
});
