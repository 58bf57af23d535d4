import { fastify } from 'fastify';
import { identityIn, keyOf } from '@tutti/contracts';
import type { IdentifierKey } from '@tutti/contracts';
import type { Log, StateReader } from '@tutti/log';
import { memoryStateStore } from '@tutti/log';
import { anEvent } from '@tutti/testing';
import { identity, profileCompute } from '../stages';
import { stageContext } from '../stage/context';
import type { StageDefinition, StageValue } from '../stage/definition';
import { StageTask } from '../stage/task';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import { apiRoutes } from './routes';

async function settle<State, Value extends StageValue>(
  platform: TestPlatform,
  definition: StageDefinition<State, Value>,
): Promise<void> {
  const task = await StageTask.open(stageContext(platform, definition, 0));
  const { end } = await platform.log.boundsOf({ topic: platform.topic(definition.input), partition: 0 });
  const running = task.run();
  while (task.position < end) await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
  await task.close();
  await running;
}

async function accept(platform: TestPlatform, userId: string): Promise<void> {
  const key: IdentifierKey = platform.hash(`userId\u0000${userId}`);
  const event = anEvent({ entry: { type: 'userId', value: userId, key }, messageId: userId });
  await platform.append('identity.in', [{ key: keyOf.identifier(key), value: identityIn.event(event) }]);
}

const ask = async (platform: TestPlatform, states: StateReader): Promise<number> => {
  const app = fastify();
  await apiRoutes(app, { ...platform, states });
  const { statusCode } = await app.inject('/v1/profiles/u2');
  await app.close();
  return statusCode;
};

describe('a profile in a cache that was emptied', () => {
  it('is answered with 503 until all of the log is in it again, and never with what is only part of it', async () => {
    const platform = await testPlatform();
    for (const userId of ['u1', 'u2', 'u3']) {
      await accept(platform, userId);
      for (const stage of [() => settle(platform, identity), () => settle(platform, profileCompute)]) await stage();
    }
    const cache = memoryStateStore();
    const answers = new Set<number>([await ask(platform, cache)]);
    const { write } = cache;
    const store = {
      ...cache,
      write: async (...what: Parameters<typeof write>) => {
        const result = await write(...what);
        answers.add(await ask(platform, cache));
        return result;
      },
    };
    const log = oneByOne(platform.log);
    await settle({ ...platform, log, store }, identity);
    await settle({ ...platform, log, store }, profileCompute);
    expect([...answers]).toEqual([503, 200]);
    await platform.close();
  });
});

/** A log that gives one record at a time, so that a replay takes many steps. */
const oneByOne = (log: Log): Log => ({
  ...log,
  reader: (of) => {
    const inner = log.reader(of);
    return {
      close: () => inner.close(),
      read: async (from, limits) => {
        const batch = await inner.read(from, limits);
        const [first] = batch.records;
        return first === undefined ? batch : { ...batch, records: [first], nextOffset: first.offset + 1 };
      },
    };
  },
});
