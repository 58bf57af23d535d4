import type { Evidence, Violation } from './evidence';
import { at } from './positions';

/** I7: the id of a profile that was erased never comes back. One that was merged does, when that is undone. */
export function* idsNotReused({ owned, told }: Evidence): Iterable<Violation> {
  for (const { state, partition, records } of owned.filter((it) => it.state === 'profile.state')) {
    const deleted = new Set<string>();
    for (const { key, digest, offset } of records) {
      if (digest === undefined) deleted.add(key);
      else if (deleted.has(key))
        yield {
          invariant: 'I7',
          where: `${state}/${partition}/${offset}`,
          what: `${key} comes back after it was deleted`,
        };
    }
  }
  const deleted = new Set<string>();
  for (const record of told) {
    if (record.kind !== 'version') continue;
    if (record.end === 'deleted') deleted.add(record.key);
    else if (deleted.has(record.key))
      yield { invariant: 'I7', where: at('updates', record), what: `${record.key} comes back after it was deleted` };
  }
}
