/** The kernel's filter of opens: what a rule could match always passes, whichever way a file is reached. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildKernelApprovers } from '../../src/rules/engine/approver-table.ts';
import { liveModel } from '../../src/rules/field-readers.ts';
import { readRule } from '../../src/rules/language/index.ts';
import { kernelAtLeast, Watch } from './watch.ts';

/** Before 5.17 the sensor does not use the filter. */
const OLD = !kernelAtLeast(5, 17) && 'the filter is used since 5.17';

let watch: Watch;
before(async () => {
  watch = await Watch.start();
});
after(() => watch.stop());

function approve(...expressions: string[]): void {
  const rules = expressions.map((source, i) => ({ id: `rule_${i}`, checked: readRule(source, liveModel).rule! }));
  watch.probe.sensor.setApprovers(buildKernelApprovers(new Map([['open', rules]]), liveModel));
}

test('only opens that a rule could match reach user space, and the others are counted', { skip: OLD }, async () => {
  const { folder: dir } = watch;
  const long = `long-${'n'.repeat(200)}`;
  mkdirSync(join(dir, 'parent-name'));
  mkdirSync(join(dir, 'mounted'));
  for (const name of ['wanted', 'prefixed-7', 'other', long, 'parent-name/anything', 'flagged', 'mounted/wanted'])
    writeFileSync(join(dir, name), '');
  approve(
    'open.file.name == "wanted"',
    'open.file.path =~ "/**/prefixed-*"',
    `open.file.name == "${long}"`,
    'open.file.path =~ "/**/parent-name/*"',
    'open.flags & O_APPEND > 0',
  );
  const before = watch.probe.sensor.counts().open!;
  const seen = async (args: string[], path: string): Promise<boolean> => {
    const truth = watch.act(...args);
    await watch.settle();
    return watch.events.some((e) => e.evt.name === 'open' && e.process.pid === truth.pid && e.file.path === path);
  };
  for (const name of ['wanted', 'prefixed-7', long, 'parent-name/anything', 'mounted/wanted']) {
    assert.equal(await seen(['open', join(dir, name), '0'], join(dir, name)), true, name);
  }
  assert.equal(await seen(['open', join(dir, 'flagged'), '02001'], join(dir, 'flagged')), true, 'O_APPEND');
  assert.equal(await seen(['open', join(dir, 'flagged'), '0'], join(dir, 'flagged')), false, 'read only');
  assert.equal(await seen(['open', join(dir, 'other'), '0'], join(dir, 'other')), false, 'other');
  const after = watch.probe.sensor.counts().open!;
  assert.ok(after.filtered - before.filtered >= 2);
  assert.equal(after.seen, after.filtered + after.delivered);
});

test('a file that is mounted over another is not missed', async () => {
  approve('open.file.name == "target"');
  writeFileSync(join(watch.folder, 'origin'), '');
  writeFileSync(join(watch.folder, 'target'), '');
  const truth = watch.act('open-file-bind', join(watch.folder, 'origin'), join(watch.folder, 'target'));
  const event = await watch.event('open', truth.pid, (e) => e.syscall.retval === truth.fd);
  assert.equal(event.file.path, join(watch.folder, 'target'));
});

test('a file directly inside a mounted directory is not missed', async () => {
  approve('open.file.path =~ "/**/volume-name/*"');
  mkdirSync(join(watch.folder, 'source-name'));
  mkdirSync(join(watch.folder, 'volume-name'));
  writeFileSync(join(watch.folder, 'source-name/f'), '');
  const truth = watch.act('open-bind', join(watch.folder, 'source-name'), join(watch.folder, 'volume-name'), 'f');
  const event = await watch.event('open', truth.pid, (e) => e.syscall.retval === truth.fd && e.file.name === 'f');
  assert.equal(event.file.path, join(watch.folder, 'volume-name/f'));
});

test('one rule without a value that can be approved opens the filter, and says so', async () => {
  const checked = readRule('open.file.path != "/nowhere"', liveModel).rule!;
  const table = buildKernelApprovers(new Map([['open', [{ id: 'careless', checked }]]]), liveModel);
  assert.deepEqual(table.types, []);
  assert.deepEqual(
    table.unfilterable.map((r) => r.ruleId),
    ['careless'],
  );
  watch.probe.sensor.setApprovers(table);
  writeFileSync(join(watch.folder, 'other'), '');
  const truth = watch.act('open', join(watch.folder, 'other'), '0');
  await watch.event('open', truth.pid, (e) => e.file.name === 'other');
});
