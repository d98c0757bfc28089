/** Which rules the kernel can decide, and what is said of those that it cannot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveModel } from '../field-readers.ts';
import { readRule } from '../language/index.ts';
import { compileDeny, type DenyPlan } from './deny-clauses.ts';

function plan(text: string, eventType: string): DenyPlan {
  const { rule, diagnostics } = readRule(text, liveModel);
  assert.deepEqual(diagnostics, []);
  return compileDeny(rule!, eventType);
}

/** Clauses as text: `path=/a|/b uid!=0`. */
function words(text: string, eventType = text.split('.')[0]!): string[] {
  const result = plan(text, eventType);
  if ('problem' in result) return [`not decidable: ${result.problem.reason}`];
  return result.clauses.map((clause) =>
    [...clause]
      .map(([dimension, { negated, values }]) => {
        const texts = values.map((value) => {
          switch (value.kind) {
            case 'folder':
              return `${value.path}/${value.deep ? '**' : '*'}`;
            case 'file':
              return value.path;
            case 'name':
              return value.text;
            case 'number':
              return value.value;
            case 'bits':
              return `&${value.mask}`;
            default:
              return `${value.network.lo.toString(16)}/${value.network.prefix}`;
          }
        });
        return `${dimension}${negated ? '!=' : '='}${texts.join('|')}`;
      })
      .join(' '),
  );
}

for (const [text, clauses] of [
  ['open.file.path == "/etc/shadow"', ['path=/etc/shadow']],
  ['open.file.path in ["/a", ~"/b/*", ~"/c/**"]', ['path=/a|/b/*|/c/**']],
  ['open.file.name == "id_rsa" && process.uid != 0', ['name=id_rsa uid!=0']],
  ['open.file.path == "/a" && process.file.path not in ["/x", "/y"]', ['path=/a exe!=/x|/y']],
  ['open.file.path == "/a" || open.file.path == "/b" && process.uid == 5', ['path=/a', 'path=/b uid=5']],
  ['open.file.path == "/a" && (process.uid == 1 || process.gid == 2)', ['path=/a uid=1', 'path=/a gid=2']],
  ['open.file.path == "/a" && !(process.uid == 1 || process.gid == 2)', ['path=/a uid!=1 gid!=2']],
  ['open.file.path == "/a" && process.uid in [1, 2] && process.uid != 2', ['path=/a uid=1']],
  ['open.file.path == "/a" && process.uid != 1 && process.uid != 2', ['path=/a uid!=1|2']],
  ['open.file.path == "/a" && open.flags & (O_WRONLY|O_RDWR) > 0', ['path=/a flags=&3']],
  ['open.file.path == "/a" && open.flags & O_CREAT == 0', ['path=/a flags!=&64']],
  ['exec.file.path == "/a" && process.uid == 7', ['path=/a uid=7']],
  ['connect.addr.ip in [10.0.0.0/8] && connect.addr.port == 80', ['address=ffff0a000000/104 port=80']],
  ['bpf.cmd == BPF_PROG_LOAD && process.file.path not in ["/a"]', ['command=5 exe!=/a']],
  ['bpf.cmd == BPF_PROG_LOAD && process.uid == 1 && process.uid == 2', ['not decidable: it never holds']],
] as const) {
  test(`the kernel decides ${text}`, () => assert.deepEqual(words(text), clauses));
}

for (const [text, part, reason] of [
  ['open.file.path == "/a" && process.comm == "x"', 'process.comm == "x"', /process\.comm cannot be decided/],
  ['open.file.path =~ "/home/*/x"', 'open.file.path =~ "/home/*/x"', /names no file/],
  ['open.file.path =~ "/**"', 'open.file.path =~ "/**"', /names no file/],
  ['open.file.name == r"a.*"', 'open.file.name == r"a.*"', /regular expressions|compared whole/],
  ['open.file.name =~ "a*"', 'open.file.name =~ "a*"', /compared whole/],
  ['open.file.path == "/a" && process.uid > 1000', 'process.uid > 1000', /equality only/],
  ['open.file.path == "/a" && open.flags & 3 == 3', 'open.flags & 3 == 3', /any of some bits/],
  ['open.file.path == "/a" && process.container.id != ""', 'process.container.id != ""', /cannot be decided/],
  ['exec.file.path == "/a" && process.euid == 0', 'process.euid == 0', /process\.euid cannot be decided/],
  ['open.file.path =~ "/a/**" && open.file.path != "/a/b"', '', /two conditions about the same/],
  ['open.file.path != "/a"', '', /everything but what it names/],
  ['chmod.file.path == "/a"', '', /chmod events cannot be refused/],
] as const) {
  test(`the kernel does not decide ${text}, and it says why`, () => {
    const result = plan(text, text.split('.')[0]!);
    assert.ok('problem' in result);
    const { span } = result.problem;
    assert.match(result.problem.reason, reason);
    if (part !== '') assert.equal(text.slice(span.offset, span.offset + span.length), part);
  });
}

test('a rule that makes too many cases is refused, however it is written', () => {
  const three = (field: string) => `(process.uid == 1 || process.gid == 2 || ${field} == 3)`;
  const text = `open.file.path == "/a" && ${['process.euid', 'process.egid', 'process.euid', 'process.egid', 'process.euid'].map(three).join(' && ')}`;
  const result = plan(text, 'open');
  assert.ok('problem' in result);
  assert.match(result.problem.reason, /more than 64 cases/);
});
