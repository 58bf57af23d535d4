import type { StoredRecord } from 'kafkajs/src/broker/index';
import { committedRecords } from './committed';

const ABORT = 0;
const COMMIT = 1;

let next = 0;

const record = (producerId: string | undefined, name: string): StoredRecord => ({
  ...{ offset: String(next++), timestamp: '0', key: Buffer.from(name), value: null, headers: {} },
  isControlRecord: false,
  batchContext: { producerId: producerId ?? '-1', inTransaction: producerId !== undefined },
});

const marker = (producerId: string, kind: number): StoredRecord => ({
  ...record(producerId, ''),
  ...{ key: Buffer.from([0, 0, 0, kind]), isControlRecord: true },
});

const namesOf = (records: readonly StoredRecord[]): string => records.map(({ key }) => String(key)).join(' ');

test('records of no transaction count at once', () => {
  expect(namesOf(committedRecords().next([record(undefined, 'a'), record(undefined, 'b')]))).toBe('a b');
});

test('records of a transaction count when it is committed, and never when it is aborted', () => {
  const { next: read, open } = committedRecords();
  expect(namesOf(read([record('1', 'a'), record('2', 'b'), record('1', 'c')]))).toBe('');
  expect(open()).toBe(3);
  expect(namesOf(read([marker('2', ABORT)]))).toBe('');
  expect(namesOf(read([marker('1', COMMIT)]))).toBe('a c');
  expect(open()).toBe(0);
});

test('an open transaction holds back what comes after it, so that the order is that of the log', () => {
  const { next: read } = committedRecords();
  expect(namesOf(read([record('1', 'a'), record(undefined, 'b'), record('2', 'c'), marker('2', COMMIT)]))).toBe('');
  expect(namesOf(read([marker('1', COMMIT), record(undefined, 'd')]))).toBe('a b c d');
});

test('two aborted transactions that overlap leave nothing behind', () => {
  const { next: read } = committedRecords();
  const stored = [record('1', 'a'), record('2', 'b'), record('1', 'c'), marker('2', ABORT), marker('1', ABORT)];
  expect(namesOf(read([...stored, record(undefined, 'd')]))).toBe('d');
});
