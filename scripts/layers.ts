/**
 * Which folder may import which, as one table, and the check that holds a set of sources against it.
 *
 * Surprising: every entry must be in use. A layer without files, or a way in that nobody takes, is reported like a
 * wrong import, so that the table stays the truth. Reading the files is check-layers.ts.
 */
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path/posix';

/** One layer. It may import itself and every layer of an earlier row; never its own row's others, never a later row. */
export interface Layer {
  readonly folder: string;
  /** The files (from the root) through which later layers may come in; undefined: through any. */
  readonly entries?: readonly string[];
  /** For a layer with entries: the layers that may use them. */
  readonly openTo?: readonly string[];
  /** Runs in a browser too: neither it nor anything it imports, however far away, may import from Node. */
  readonly browser?: true;
  /** The only other layers and files that it may import; undefined: every one of an earlier row. */
  readonly only?: readonly string[];
}

/** The rows from the bottom up. */
export const layerRows: readonly (readonly Layer[])[] = [
  [{ folder: 'src/base' }],
  [{ folder: 'schema' }],
  [{ folder: 'src/wire' }],
  [{ folder: 'src/decode' }],
  [{ folder: 'src/capture' }],
  [{ folder: 'src/enrich' }],
  [{ folder: 'src/fim' }],
  [{ folder: 'src/rules/language', browser: true }],
  [{ folder: 'src/rules' }],
  [{ folder: 'src/config', entries: ['src/config/index.ts'], openTo: ['src/cli'] }],
  [{ folder: 'src/respond' }],
  [{ folder: 'src/signals' }],
  [{ folder: 'src/probe', entries: ['src/probe/index.ts'], openTo: ['src/cli'] }],
  [{ folder: 'src/agent' }, { folder: 'src/server', entries: ['src/server/index.ts'], openTo: ['src/cli'] }],
  [{ folder: 'src/cli' }],
  [
    {
      folder: 'console/src',
      browser: true,
      only: ['schema', 'src/rules/language', 'src/rules/event-model.ts', 'src/server/api/contract.ts'],
    },
  ],
];

/** Folders that are no product code: they may import everything, and only tests may import them. */
const outside = ['bench', 'scripts', 'test', 'console/test'];

/** One way in which sources and table disagree; `file` is the source, or the table's entry. */
export interface LayerProblem {
  readonly file: string;
  readonly message: string;
}

/** The modules that a source imports, as written. Comments that open a line are not looked at. */
export function importsOf(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const pattern =
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3]!);
}

/**
 * Holds sources (path from the root → text) against the table. Every source under the folders `src`, `schema` and `console/src` must
 * belong to a layer; test files may also import what is outside the product, and Node.
 */
export function checkLayers(
  sources: ReadonlyMap<string, string>,
  rows: readonly (readonly Layer[])[] = layerRows,
): LayerProblem[] {
  const problems: LayerProblem[] = [];
  const layers = rows.flatMap((row, height) => row.map((layer) => ({ ...layer, height })));
  // The longest folder wins, so that a layer can lie inside another.
  const byLength = layers.toSorted((a, b) => b.folder.length - a.folder.length);
  const layerOf = (path: string) => byLength.find(({ folder }) => path.startsWith(`${folder}/`));
  const entriesUsed = new Set<string>();
  const product = new Map<string, readonly string[]>();

  for (const [file, text] of sources) {
    const own = layerOf(file);
    if (own === undefined) {
      problems.push({ file, message: 'belongs to no layer; give its folder a row in scripts/layers.ts' });
      continue;
    }
    const isTest = file.endsWith('.test.ts');
    const imports = importsOf(text);
    if (!isTest) product.set(file, imports);
    for (const written of imports) {
      if (!written.startsWith('.')) continue;
      const target = join(dirname(file), written);
      if (outside.some((folder) => target.startsWith(`${folder}/`))) {
        if (!isTest) problems.push({ file, message: `imports ${target}, which only tests may` });
        continue;
      }
      const other = layerOf(target);
      if (other === undefined) {
        if (!target.startsWith('node_modules/') && target !== 'package.json') {
          problems.push({ file, message: `imports ${target}, which belongs to no layer` });
        }
      } else if (other.folder === own.folder) {
        // A layer knows itself.
      } else if (own.only !== undefined) {
        if (!own.only.includes(other.folder) && !own.only.includes(target)) {
          problems.push({ file, message: `imports ${target}; ${own.folder} may only use ${own.only.join(', ')}` });
        }
      } else if (other.entries !== undefined && other.height < own.height) {
        if (!other.entries.includes(target)) {
          problems.push({
            file,
            message: `imports ${target}, which is inside ${other.folder}; the way in is ${other.entries.join(', ')}`,
          });
        } else if (!other.openTo?.includes(own.folder)) {
          problems.push({
            file,
            message: `imports ${target}; ${other.folder} is open only to ${other.openTo?.join(', ') ?? 'nobody'}`,
          });
        } else {
          entriesUsed.add(`${target} ${own.folder}`);
        }
      } else if (other.height >= own.height) {
        problems.push({ file, message: `imports ${target}, but ${other.folder} is not below ${own.folder}` });
      }
    }
  }

  for (const layer of layers) {
    if (![...sources.keys()].some((file) => layerOf(file)?.folder === layer.folder)) {
      problems.push({ file: layer.folder, message: 'is a layer without sources; take it out of scripts/layers.ts' });
    }
    for (const entry of layer.entries ?? []) {
      for (const user of layer.openTo ?? []) {
        if (!entriesUsed.has(`${entry} ${user}`)) {
          problems.push({
            file: entry,
            message: `is open to ${user}, which does not use it; take that out of scripts/layers.ts`,
          });
        }
      }
    }
    if (layer.browser === true)
      problems.push(...nodeImports(product, (file) => layerOf(file)?.folder === layer.folder));
  }
  return problems;
}

/** Follows imports from the files of a browser layer and reports every one that arrives at Node. */
function nodeImports(
  product: ReadonlyMap<string, readonly string[]>,
  starts: (file: string) => boolean,
): LayerProblem[] {
  const problems: LayerProblem[] = [];
  const open: (readonly string[])[] = [...product.keys()].filter(starts).map((file) => [file]);
  const seen = new Set(open.map(([file]) => file));
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    const file = way.at(-1)!;
    for (const written of product.get(file) ?? []) {
      if (written.startsWith('node:') || builtinModules.includes(written)) {
        problems.push({
          file: way[0]!,
          message: `must run in a browser, but imports ${[...way.slice(1), written].join(' → ')}`,
        });
      } else if (written.startsWith('.')) {
        const target = join(dirname(file), written);
        if (seen.has(target)) continue;
        seen.add(target);
        open.push([...way, target]);
      }
    }
  }
  return problems;
}
