/** What variables hold, for whom and how long. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldValue } from '../language/index.ts';
import { type Owner, type OwnerFinder, type VariableDeclaration, VariableStore } from './variable-store.ts';

const second = 1_000_000_000n;

function declare(name: string, parts: Partial<VariableDeclaration> = {}): VariableDeclaration {
  const scope = name.includes('.') ? (name.split('.')[0] as 'process') : 'global';
  return {
    name,
    type: 'int',
    array: false,
    scope,
    sizeMax: 100,
    ttlNs: 0n,
    isPrivate: false,
    inherited: false,
    ...parts,
  };
}

function storeOf(...declarations: readonly VariableDeclaration[]): VariableStore {
  return new VariableStore(new Map(declarations.map((one) => [one.name, one])));
}

interface Chain {
  readonly owner: Owner | null;
  readonly ancestors?: readonly Owner[];
}

const owners: OwnerFinder<Chain> = {
  process: ({ owner }) => owner,
  ancestors: ({ ancestors }) => ancestors ?? [],
  container: () => null,
  cgroup: ({ owner }) => owner,
  processById: (pid) => pid,
};

test('a global variable starts with its initial value, a scoped one unset', () => {
  const store = storeOf(declare('g', { initial: 7 }), declare('process.p', { initial: 7 }));
  assert.equal(store.get('g', null, 0n), 7);
  assert.equal(store.get('process.p', 'a', 0n), undefined);
  assert.equal(store.has('process.p', 'a'), false);
});

test('a scoped value belongs to its owner alone and goes with it', () => {
  const store = storeOf(declare('process.p'), declare('cgroup.p'));
  const entry = {};
  assert.ok(store.set('process.p', entry, 1, false, 0n));
  assert.ok(store.set('process.p', 'text', 2, false, 0n));
  assert.ok(store.set('cgroup.p', 'text', 3, false, 0n));
  assert.equal(store.get('process.p', entry, 0n), 1);
  assert.equal(store.get('process.p', 'text', 0n), 2);
  assert.equal(store.get('cgroup.p', 'text', 0n), 3);
  assert.equal(store.get('process.p', {}, 0n), undefined);
  store.release('process', entry);
  store.release('process', 'text');
  assert.equal(store.get('process.p', entry, 0n), undefined);
  assert.equal(store.get('process.p', 'text', 0n), undefined);
  assert.equal(store.get('cgroup.p', 'text', 0n), 3);
});

test('without an owner nothing is stored and the caller is told', () => {
  const store = storeOf(declare('container.c'));
  assert.equal(store.set('container.c', null, 1, false, 0n), false);
});

test('a scalar expires, and setting it again counts anew', () => {
  const store = storeOf(declare('v', { ttlNs: second }));
  store.set('v', null, 5, false, 0n);
  assert.equal(store.get('v', null, second - 1n), 5);
  store.set('v', null, 6, false, second - 1n);
  assert.equal(store.get('v', null, second), 6);
  assert.equal(store.get('v', null, 2n * second), undefined);
});

test('elements of a list expire one by one', () => {
  const store = storeOf(declare('l', { array: true, ttlNs: second }));
  store.set('l', null, 1, true, 0n);
  store.set('l', null, 2, true, second / 2n);
  assert.deepEqual(store.get('l', null, second), [2]);
  assert.deepEqual(store.get('l', null, 2n * second), []);
});

test('a list is a set that forgets what was added longest ago, and counts it', () => {
  const store = storeOf(declare('l', { type: 'string', array: true, sizeMax: 2 }));
  for (const value of ['a', 'b', 'a', 'c']) store.set('l', null, value, true, 0n);
  assert.deepEqual(store.get('l', null, 0n), ['a', 'c']);
  assert.equal(store.losses.elementsEvicted, 1);
});

test('a list without append is replaced', () => {
  const store = storeOf(declare('l', { array: true, initial: [1, 2] }));
  store.set('l', null, [3], false, 0n);
  assert.deepEqual(store.get('l', null, 0n), [3]);
});

test('addresses are one element however often they are added', () => {
  const store = storeOf(declare('l', { type: 'ip', array: true }));
  const address = (): FieldValue => ({ hi: 0n, lo: 1n, prefix: 128 });
  store.set('l', null, address(), true, 0n);
  store.set('l', null, [address()], true, 0n);
  assert.equal((store.get('l', null, 0n) as readonly FieldValue[]).length, 1);
});

test('big integers that fit are numbers, the others stay as they are', () => {
  const store = storeOf(declare('v'));
  store.set('v', null, 12n, false, 0n);
  assert.equal(store.get('v', null, 0n), 12);
  store.set('v', null, 2n ** 60n, false, 0n);
  assert.equal(store.get('v', null, 0n), 2n ** 60n);
});

test('an inherited variable is found at the nearest ancestor that has it, by name', () => {
  const store = storeOf(declare('process.i', { inherited: true }), declare('process.other'));
  store.set('process.i', 'grandparent', 1, false, 0n);
  store.set('process.other', 'parent', 9, false, 0n);
  store.set('process.other', 'child', 9, false, 0n);
  const event = { owner: 'child', ancestors: ['parent', 'grandparent'] };
  assert.equal(store.read('process.i', event, owners, 0n), 1);
  assert.equal(store.read('process.other', { owner: 'x', ancestors: ['parent'] }, owners, 0n), undefined);
  store.set('process.i', 'child', 2, false, 0n);
  assert.equal(store.read('process.i', event, owners, 0n), 2);
  assert.equal(store.get('process.i', 'grandparent', 0n), 1);
});

test('after a reload values stay with variables of the same type and go with the others', () => {
  const store = storeOf(declare('same', { initial: 1 }), declare('changed', { initial: 1 }), declare('process.p'));
  store.set('same', null, 5, false, 0n);
  store.set('process.p', 'a', 5, false, 0n);
  const next = [
    declare('same', { initial: 1 }),
    declare('changed', { type: 'string', initial: 'x' }),
    declare('process.p', { type: 'string' }),
  ];
  store.redeclare(new Map(next.map((one) => [one.name, one])));
  assert.equal(store.get('same', null, 0n), 5);
  assert.equal(store.get('changed', null, 0n), 'x');
  assert.equal(store.get('process.p', 'a', 0n), undefined);
});

test('private variables are not shown with events', () => {
  const store = storeOf(declare('a', { initial: 1 }), declare('b', { initial: 2, isPrivate: true }));
  assert.deepEqual([...store.visible({ owner: null }, owners, 0n)], [['a', 1]]);
});

test('owners by text are bounded, and what is pushed out is counted', () => {
  const store = storeOf(declare('process.p'));
  for (let pid = 0; pid < 65_600; pid++) store.set('process.p', pid, 1, false, 0n);
  assert.equal(store.losses.ownersEvicted, 64);
  assert.equal(store.get('process.p', 0, 0n), undefined);
  assert.equal(store.get('process.p', 65_599, 0n), 1);
});
