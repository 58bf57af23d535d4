import type { LogRecord } from '@tutti/log';
import { confluentRegistry } from '@tutti/log';
import { pause } from '../../until';
import type { Ground } from '../ground';
import type { FaultRow, Incident } from '../row';

const AWAY_MS = 6_000;
const STARTING_MS = 4_000;
const STILL_MS = 2_000;
const READ = { waitMsMax: 2_000, bytesMax: 4 * 1024 * 1024 };
const LOOK_BACK = 200;
/** Magic byte and schema id, before the Avro body. */
const ID_AT = 1;
/** Avro's first branch of a union: null. */
const NULL_BRANCH = Buffer.from([0]);

const away: FaultRow = {
  name: 'registry:away',
  title: `registry killed with -9, started again after ${AWAY_MS / 1000} s: what runs goes on`,
  times: 1,
  pauseMsMax: STILL_MS,
  inflict: async (ground, { strike, mend }) => {
    const registry = ground.stack.server('registry');
    strike();
    await registry.kill();
    await pause(AWAY_MS);
    await registry.start();
    mend();
  },
};

const atStart: FaultRow = {
  name: 'registry:at-start',
  title: 'registry away while profile-compute starts',
  times: 1,
  inflict: async (ground, { strike, mend }) => {
    const registry = ground.stack.server('registry');
    const service = ground.tutti.service('profile-compute');
    strike();
    await registry.kill();
    await service.kill();
    service.launch();
    await pause(STARTING_MS);
    await registry.start();
    mend();
    await ground.flowingAgain();
  },
};

const unknown: FaultRow = {
  name: 'registry:unknown-id',
  title: 'registry away, a record with a schema id that nobody has met: its partition waits, others go on',
  times: 1,
  inflict: meetUnknown,
};

async function meetUnknown(ground: Ground, { strike, mend }: Incident): Promise<void> {
  const registry = ground.stack.server('registry');
  const { platform } = ground.tutti;
  const partition = Math.floor(ground.random01() * platform.partitions);
  const schemaId = await registerWider(ground);
  const { key, value, headers } = await lastEvent(ground, partition);
  await registry.kill();
  strike();
  const body = Buffer.concat([value, NULL_BRANCH]);
  body.writeInt32BE(schemaId, ID_AT);
  const appender = platform.log.appender();
  await appender.append([{ topic: platform.topic('identity.in'), partition, key, value: body, headers }]);
  await appender.close();
  const struckAt = Date.now();
  await pause(AWAY_MS);
  const problems = stillProblems(ground, partition, struckAt);
  await registry.start();
  mend();
  const isThere = await confluentRegistry({ url: ground.stack.endpoints.registryUrl }).schemaById(schemaId);
  if (isThere === undefined) throw new Error(`the registry has forgotten schema ${schemaId}: this row proves nothing`);
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** What is wrong with the standstill: only the one partition may wait. */
function stillProblems({ flow, tutti }: Ground, waiting: number, struckAt: number): readonly string[] {
  return Array.from({ length: tutti.platform.partitions }, (_, partition) => partition).flatMap((partition) => {
    const lastAt = flow.lastAt(`identity.in/${partition}`);
    const [waits, name] = [partition === waiting, `identity.in/${partition}`];
    if (waits && lastAt - struckAt > STILL_MS) return [`${name} went on past a record that nobody could read`];
    return !waits && Date.now() - lastAt > STILL_MS ? [`${name} waited for a record of identity.in/${waiting}`] : [];
  });
}

/** Registers our schema of `identity.in` with one field more, whatever a soak has registered before; returns its id. */
async function registerWider({ stack, tutti, random01 }: Ground): Promise<number> {
  const registry = confluentRegistry({ url: stack.endpoints.registryUrl });
  const subject = `${tutti.platform.topic('identity.in')}-value`;
  const schema = (await registry.versions(subject)).at(0)?.schema as { readonly fields: readonly object[] };
  const field = { name: `added${Math.floor(random01() * 1e9)}`, type: ['null', 'string'], default: null, doc: 'New.' };
  return registry.register(subject, { ...schema, fields: [...schema.fields, field] });
}

/** The last record that an app sent; once more, it is a repeat. */
async function lastEvent(
  { tutti: { platform } }: Ground,
  partition: number,
): Promise<LogRecord & { readonly value: Buffer }> {
  const place = { topic: platform.topic('identity.in'), partition };
  const { start, end } = await platform.log.boundsOf(place);
  const reader = platform.log.reader(place);
  try {
    const { records } = await reader.read(Math.max(start, end - LOOK_BACK), READ);
    const last = records.findLast(({ value, headers }) => value !== null && headers['cause'] === undefined);
    if (last === undefined) throw new Error(`no event is in ${place.topic}/${partition}`);
    return { ...last, value: last.value! };
  } finally {
    await reader.close();
  }
}

/** The schema registry, away. */
export const registryRows: readonly FaultRow[] = [away, atStart, unknown];
