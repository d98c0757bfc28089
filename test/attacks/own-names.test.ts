import assert from 'node:assert/strict';
import { test } from 'node:test';
import { literalsByRule, madeUpNameIn } from './own-names.ts';

test('a literal that is the name of a made-up file is found, one that other names match as well is not', () => {
  const literals = (texts: string[]) =>
    texts.map((text) => ({
      text,
      matches: (value: string) => value === text || (text === '*.sh' && value.endsWith('.sh')),
    }));
  assert.equal(madeUpNameIn('echo x > /tmp/dropper.sh', literals(['dropper.sh'])), 'dropper.sh by "dropper.sh"');
  assert.equal(
    madeUpNameIn('echo x > /tmp/dropper.sh', literals(['/tmp/dropper.sh'])),
    'dropper.sh by "/tmp/dropper.sh"',
  );
  assert.equal(madeUpNameIn('echo x > /tmp/dropper.sh', literals(['*.sh', 'bash'])), undefined);
  assert.equal(madeUpNameIn('echo x >> ~/.bashrc', literals(['.bashrc'])), undefined);
});

test('rules bring the literals of the macros that they name', () => {
  const byRule = literalsByRule('policies');
  assert.ok(byRule.size > 300);
  assert.ok(byRule.get('credential_file_read')!.some(({ text }) => text === '/etc/shadow'));
  assert.ok(
    byRule.get('credential_file_read')!.some(({ text }) => text === 'dpkg'),
    'from package_managers',
  );
});
