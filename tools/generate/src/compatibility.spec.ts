import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCHEMAS } from '@tutti/contracts';
import type { Schemas } from './compatibility';
import { breaksSince, breakText, readReleased, writeReleased } from './compatibility';

const current: Schemas = new Map(Object.entries(SCHEMAS));
const order = (...fields: object[]) => ({ type: 'record', name: 'Order', namespace: 'tutti', fields });
const id = { name: 'id', type: 'string' };

describe('the released schemas', () => {
  it('go together with those of today (an intended break is recorded by ./tutti generate --release)', () => {
    expect(breaksSince(readReleased(join('schemas', 'released')), current)).toEqual([]);
  });

  it('are there for every topic', () => {
    expect([...readReleased(join('schemas', 'released')).keys()].sort()).toEqual([...current.keys()].sort());
  });

  it('are read as they were written, and a topic that is gone goes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-released-'));
    try {
      writeReleased(folder, new Map([['old', order(id)]]));
      writeReleased(folder, current);
      expect(readReleased(folder)).toEqual(current);
      expect(readdirSync(folder)).not.toContain('old.json');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are none before the first release', () => {
    expect(readReleased(join(tmpdir(), 'tutti-no-such-folder'))).toEqual(new Map());
  });
});

describe('a break', () => {
  const released: Schemas = new Map([['orders', order(id)]]);

  it('is told with schema, field and reason', () => {
    const breaks = breaksSince(released, new Map([['orders', order(id, { name: 'sum', type: 'long' })]]));
    expect(breaks).toEqual(['orders: sum: field added without a default, so data from before cannot be read']);
  });

  it('is a topic that disappears, but not one that is new', () => {
    expect(breaksSince(released, new Map())).toEqual([expect.stringMatching(/^orders: the topic was released/)]);
    expect(breaksSince(new Map(), released)).toEqual([]);
  });

  it('comes with what to do about it', () => {
    expect(breakText(['orders: sum: gone'])).toMatch(/orders: sum: gone[^]*\.\/tutti generate --release/);
  });
});
