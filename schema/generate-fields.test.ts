/** The reference pages against the tables: nothing is left out, nothing points nowhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONSTANT_GROUPS, constantsOf } from './constants.ts';
import { fieldTable } from './fields.ts';
import { generateFields } from './generate-fields.ts';

const [fieldsPage, constantsPage] = generateFields().map(({ content }) => content) as [string, string];

/** First cells of all rows, by section. */
function sectionsOf(page: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let rows: string[] = [];
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) {
      rows = [];
      sections.set(line.slice(3), rows);
    }
    const cell = /^\| `([^`]+)` \|/.exec(line)?.[1];
    if (cell !== undefined) rows.push(cell);
  }
  return sections;
}

test('every field has a row, of its own or through its group', () => {
  const sections = sectionsOf(fieldsPage);
  const rows = [...sections.values()].flat();
  const own = new Set(rows);
  const prefixes = rows.filter((row) => row.endsWith('.*')).map((row) => row.slice(0, -1));
  const groupPaths = new Set(
    ['A process', 'A file', 'A packet', 'A flow', 'A socket address'].flatMap((title) => sections.get(title) ?? []),
  );
  for (const { name } of fieldTable().fields) {
    const covered = prefixes.some((prefix) => name.startsWith(prefix) && groupPaths.has(name.slice(prefix.length)));
    assert.ok(own.has(name) || covered, name);
  }
});

test('every old name and every constant is on its page', () => {
  for (const old of fieldTable().aliases.keys()) assert.ok(fieldsPage.includes(`\`${old}\``), old);
  for (const group of CONSTANT_GROUPS) {
    for (const { name } of constantsOf(group)) assert.ok(constantsPage.includes(`| \`${name}\` |`), name);
  }
});

test('links lead to headings', () => {
  const anchors = (page: string) =>
    new Set(
      [...page.matchAll(/^## (.+)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(' ', '-')
          .replace(/[^a-z0-9-]/g, ''),
      ),
    );
  const here = anchors(fieldsPage);
  const there = anchors(constantsPage);
  for (const [, anchor] of fieldsPage.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(here.has(anchor!), anchor);
  for (const [, anchor] of fieldsPage.matchAll(/\]\(constants\.md#([^)]+)\)/g)) assert.ok(there.has(anchor!), anchor);
});
