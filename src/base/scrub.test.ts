import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HIDDEN, Scrubber } from './scrub.ts';

const scrubber = new Scrubber(['*kennwort*', 'pilot_code']);
const SECRET = 'hunter2Zq';

/** Command lines that hold the secret; it must be nowhere in what is shown, and all the other words must stay. */
const SECRETS: readonly (readonly string[])[] = [
  ['app', '--password', SECRET],
  ['app', '--password', SECRET, '--verbose'],
  ['app', `--password=${SECRET}`],
  ['app', `--db-password="${SECRET}"`],
  ['app', '-password', SECRET],
  ['app', '--PASSWORD', SECRET],
  ['app', '--PassWord', SECRET],
  ['app', `password: ${SECRET}`],
  ['app', 'password:', SECRET],
  ['app', `DB_PASSWORD=${SECRET}`],
  ['env', `MYSQL_PWD=${SECRET}`, 'mysql'],
  ['app', '--api-key', SECRET],
  ['app', `--apikey=${SECRET}`],
  ['app', '--access_token', SECRET],
  ['app', `--auth.token=${SECRET}`],
  ['app', '--client-secret', SECRET],
  ['app', `{"user": "bob", "password": "${SECRET}", "n": 1}`],
  ['app', `{'api_key':'${SECRET}'}`],
  ['app', `{\\"password\\": \\"${SECRET}\\"}`],
  ['app', `{"password":"a ${SECRET} b\\"c ${SECRET}"}`],
  ['curl', `https://bob:${SECRET}@example.org/x?y=1`],
  ['curl', `https://bob:p@ss${SECRET}@example.org/`],
  ['curl', `https://example.org/?user=bob&token=${SECRET}&page=2`],
  ['curl', '-u', `bob:${SECRET}`, 'https://example.org'],
  ['curl', `-ubob:${SECRET}`, 'https://example.org'],
  ['curl', '-H', `Authorization: Bearer ${SECRET}`],
  ['curl', '-H', `authorization:Basic ${SECRET}`],
  ['curl', '-H', `X-Api-Key: ${SECRET}`],
  ['curl', '--header', 'Authorization: Bearer', SECRET],
  ['mysql', `-p${SECRET}`, 'db'],
  ['/usr/bin/mysql', '-u', 'root', `-p${SECRET}`],
  ['sudo', 'mysqldump', `-p${SECRET}`, 'db'],
  ['sh', '-c', `mysql -u root -p${SECRET} db < dump.sql`],
  ['sh', '-c', `PASSWORD=${SECRET} ./run && echo done`],
  ['sh', '-c', `./run --password ${SECRET} --verbose`],
  ['sh', '-c', `./run --password '${SECRET} x' --verbose`],
  ['bash', '-c', `export TOKEN="${SECRET}"; ./run`],
  ['sshpass', '-p', SECRET, 'ssh', 'host'],
  ['redis-cli', '-a', SECRET, 'ping'],
  ['docker', 'login', '-u', 'bob', '-p', SECRET],
  ['app', `AKIAIOSFODNN7EXAMPLE${''}`.replace('IOSFODNN7EXAMPLE', 'HUNTER2ZQ0000000')],
  ['app', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${SECRET}.c2ln`],
  ['app', `ghp_${SECRET}0123456789abcdefghij`],
  ['app', `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n-----END RSA PRIVATE KEY-----`],
  ['app', '--kennwort', SECRET],
  ['app', `mein_kennwort_neu=${SECRET}`],
  ['app', `pilot_code=${SECRET}`],
  ['app', '--password', `-${SECRET}`],
  ['app', `password\t=\t${SECRET}`],
  ['app', `pass\u00e9 --password=${SECRET}`],
  ['openssl', 'enc', '-passin', `pass:${SECRET}`],
  ['app', `Server=db;User Id=sa;Password=${SECRET};Encrypt=yes`],
  ['app', `config[password]=${SECRET}`],
  ['app', `password=>${SECRET}`],
];

/** Command lines in which nothing is a secret: they must stay as they are. */
const HARMLESS: readonly (readonly string[])[] = [
  ['cat', '/etc/passwd'],
  ['cat', '/etc/shadow', '/root/.ssh/id_rsa'],
  ['kubectl', 'get', 'secret', 'web', '-o', 'yaml'],
  ['passwd', 'root'],
  ['ls', '-la', '/var/run/secrets/kubernetes.io/serviceaccount/token'],
  ['ssh', '-p', '2222', 'host'],
  ['mkdir', '-p', '/tmp/x'],
  ['docker', 'run', '--name', 'web', 'nginx'],
  ['find', '/', '-name', 'password*'],
  ['sh', '-c', 'echo basic usage; grep token file'],
  ['ssh-keygen', '-t', 'ed25519', '-f', 'key'],
  ['app', '--no-password', '--user', 'bob'],
  ['app', '--token-file', '/run/token'],
  ['tar', 'xzf', 'a.tar.gz', '--directory=/opt'],
  ['curl', 'https://example.org:8080/path?x=1'],
  ['python3', '-c', 'print(1+1)'],
];

test('secrets of many shapes are hidden, and the other arguments stay', () => {
  for (const argv of SECRETS) {
    const shown = scrubber.arguments(argv);
    assert.equal(shown.length, argv.length);
    const text = shown.join(' ');
    assert.ok(!text.toLowerCase().includes('hunter2'), `${argv.join(' ')}\n=> ${text}`);
    assert.ok(text.includes(HIDDEN), text);
    for (const [i, word] of argv.entries()) if (!word.toLowerCase().includes('hunter2')) assert.equal(shown[i], word);
  }
});

test('what is no secret stays, as the very same object', () => {
  for (const argv of HARMLESS) assert.equal(scrubber.arguments(argv), argv, scrubber.arguments(argv).join(' '));
});

test('what stands around a secret stays', () => {
  for (const [given, expected] of [
    ['--password=x --user=bob', `--password=${HIDDEN} --user=bob`],
    ['https://bob:x@example.org/y', `https://bob:${HIDDEN}@example.org/y`],
    ['a=1&token=x&b=2', `a=1&token=${HIDDEN}&b=2`],
    ['{"password": "x", "n": 1}', `{"password": ${HIDDEN}, "n": 1}`],
    ['Authorization: Bearer x', `Authorization: Bearer ${HIDDEN}`],
    ['PASSWORD=', 'PASSWORD='],
    ['', ''],
  ] as const) {
    assert.equal(scrubber.text(given), expected);
  }
});

test('hostile texts take linear time', () => {
  const pieces = [
    'password',
    'password=',
    '--password ',
    '://',
    '://a:',
    '@',
    'eyJ',
    'eyJaaaaaaaa.',
    'bearer ',
    '"',
    '\\"',
    "'",
    ' ',
    '-',
    '--',
    'a',
    '=',
    ':',
    '*',
    '-----BEGIN ',
    'AKIA',
    'kennwort',
    'mysql -p',
    '\u{1f600}',
    '\udcff',
    '\0',
    '\n',
    'token:token:',
    'x=',
  ];
  const time = (text: string): number => {
    const start = process.hrtime.bigint();
    new Scrubber(['*a*a*a*a*b', '*kennwort*']).arguments(['sh', '-c', text]);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(60_000 / piece.length));
    time(text);
    const ms = Math.min(time(text), time(text));
    assert.ok(ms < 150, `${JSON.stringify(piece)} × many took ${ms} ms`);
  }
});

test('arbitrary texts never throw, and a secret behind its name is hidden wherever it stands', () => {
  let seed = 7;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed >>> 8) % n;
  };
  const characters = [
    'a',
    'Z',
    '0',
    ' ',
    '"',
    "'",
    '=',
    ':',
    '-',
    '_',
    '/',
    '@',
    '\\',
    '&',
    '{',
    '}',
    '\n',
    '\u00e9',
    '\udc80',
    ',',
  ];
  const noise = (): string => Array.from({ length: random(20) }, () => characters[random(characters.length)]).join('');
  for (let round = 0; round < 20_000; round++) {
    const argv = ['sh', noise(), `${noise()} --password=${SECRET} ${noise()}`, noise()];
    const shown = scrubber.arguments(argv).join(' ');
    assert.ok(!shown.includes(SECRET), `${JSON.stringify(argv)} => ${shown}`);
  }
});

test('texts beyond the limit are cut, not trusted', () => {
  const text = `${'x '.repeat(40_000)}--password=${SECRET}`;
  assert.ok(!scrubber.arguments(['sh', '-c', text]).join(' ').includes(SECRET));
});
