import Fastify from 'fastify';
import type { Event, Update } from '@tutti/contracts';
import { codecs, identityIn, keyOf } from '@tutti/contracts';
import { anEvent, anIdentifier } from '@tutti/testing';
import type { Workspace } from '@tutti/core/workspace';
import { EMPTY_WORKSPACE } from '@tutti/core/workspace';
import { apiRoutes } from './api/routes';
import { stageContext } from './stage/context';
import type { StageDefinition, StageValue } from './stage/definition';
import { StageTask } from './stage/task';
import type { TestPlatform } from './stage/test-platform';
import { testPlatform } from './stage/test-platform';
import { identity, profileCompute, segmentEvaluator } from './stages';

const BUYERS: Workspace = {
  ...EMPTY_WORKSPACE,
  segments: [{ name: 'buyers', description: '', when: 'events["Order Completed"].count >= 2' }],
};

let platform: TestPlatform;

beforeEach(async () => {
  platform = await testPlatform();
});

afterEach(() => platform.close());

/** Steps one stage until it has read everything, taken the newest revision over and swept. */
async function settleStage<State, Value extends StageValue>(definition: StageDefinition<State, Value>): Promise<void> {
  const task = await StageTask.open(stageContext(platform, definition, 0));
  const running = task.run();
  const input = { topic: platform.topic(definition.input), partition: 0 };
  const isBehind = async (): Promise<boolean> =>
    task.position < (await platform.log.boundsOf(input)).end ||
    !task.isSwept ||
    (definition.switches.by === 'owner' && task.revision < platform.config.current());
  while (await isBehind()) await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
  await task.close();
  await running;
}

async function settle(): Promise<void> {
  await settleStage(identity);
  await settleStage(profileCompute);
  await settleStage(segmentEvaluator);
}

const accept = (...events: readonly Event[]): Promise<void> =>
  platform.append(
    'identity.in',
    events.map((event) => ({ key: keyOf.identifier(event.entry.key), value: identityIn.event(event) })),
  );

const purchase = (messageId: string): Event =>
  anEvent({ messageId, userId: 'u1', entry: ada(), properties: { revenue: 10.1 } });

const ada = () => ({ ...anIdentifier('userId', 'u1'), key: platform.hash('userId\u0000u1') });

async function updates(): Promise<readonly Update[]> {
  const records = await platform.readAll('updates');
  return records.map(({ value }) => codecs.updates.decode(value!.subarray(5)));
}

async function get(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const app = Fastify();
  const { release } = await apiRoutes(app, platform);
  const answer = await app.inject(path);
  await release();
  await app.close();
  return { status: answer.statusCode, body: answer.json() };
}

describe('the pipeline', () => {
  it('makes an event a profile, a membership and an update', async () => {
    await platform.publish(BUYERS);
    await settle();
    await accept(purchase('m1'), purchase('m2'), purchase('m2'));
    await settle();
    const told = await updates();
    expect(told.map(({ entered }) => entered.map(({ segment }) => segment))).toEqual([[], ['buyers']]);
    expect(told.map(({ causes }) => causes.map(({ messageId }) => messageId))).toEqual([['m1'], ['m2']]);
    const { body } = await get('/v1/profiles/u1');
    expect(body).toMatchObject({
      identifiers: [{ type: 'userId', value: 'u1' }],
      events: { 'Order Completed': { count: 2, revenue: 20.2 } },
      segments: [{ name: 'buyers' }],
    });
  });

  it('evaluates profiles that no event reaches when a revision takes over', async () => {
    await platform.publish(EMPTY_WORKSPACE);
    await accept(purchase('m1'), purchase('m2'));
    await settle();
    expect((await updates()).flatMap(({ entered }) => entered)).toEqual([]);
    await platform.publish(BUYERS);
    await settle();
    const [last] = (await updates()).slice(-1);
    expect(last).toMatchObject({ revision: 2, causes: [], entered: [{ segment: 'buyers' }] });
    await platform.publish(EMPTY_WORKSPACE);
    await settle();
    expect((await updates()).slice(-1)[0]).toMatchObject({
      revision: 3,
      segments: [],
      exited: [{ segment: 'buyers' }],
    });
  });

  it('sweeps nothing twice, and versions only grow', async () => {
    await platform.publish(EMPTY_WORKSPACE);
    await settle();
    await accept(purchase('m1'));
    await settle();
    await platform.publish(BUYERS);
    await settle();
    await settle();
    const versions = (await updates()).map(({ profile }) => profile.version);
    expect(versions).toHaveLength(2);
    expect(versions[1]).toBeGreaterThan(versions[0]!);
  });
});

describe('the api', () => {
  it('says what to do when nobody has the identifier', async () => {
    await settle();
    const { status, body } = await get('/v1/profiles/nobody');
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'no-profile' });
  });

  it('finds a profile by type and value, by a bare userId and by its id', async () => {
    await accept(purchase('m1'));
    await settle();
    const { body } = await get('/v1/profiles/u1');
    expect((await get('/v1/profiles/userId:u1')).body).toEqual(body);
    expect((await get(`/v1/profiles/profile:${String(body['id'])}`)).body).toEqual(body);
  });

  it('says that a cache is being rebuilt rather than that nobody is there', async () => {
    await accept(purchase('m1'));
    await settle();
    platform.emptyCache();
    expect((await get('/v1/profiles/u1')).status).toBe(503);
    await settle();
    expect((await get('/v1/profiles/u1')).status).toBe(200);
  });

  it('says that a cache which is away comes back', async () => {
    await platform.store.close();
    const { status, body } = await get('/v1/profiles/u1');
    expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'unavailable' });
  });

  it('says why a profile is in a segment, or is not', async () => {
    await platform.publish(BUYERS);
    await settle();
    await accept(purchase('m1'));
    await settle();
    const why = '/v1/profiles/u1/segments/buyers';
    const values = { 'events["Order Completed"]': { count: 1, revenue: 10.1 } };
    expect((await get(why)).body).toMatchObject({ member: false, since: null, explanation: { answer: false, values } });
    await accept(purchase('m2'));
    await settle();
    expect((await get(why)).body).toMatchObject({ member: true, explanation: { answer: true } });
    expect((await get('/v1/profiles/u1/segments/nobody')).body).toMatchObject({ code: 'no-segment' });
  });

  it('streams updates to whoever listens', async () => {
    const app = Fastify();
    const { release } = await apiRoutes(app, platform);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const { body } = await fetch(`${address}/v1/updates`);
    const lines = body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe(': updates from now on\n\n');
    await accept(purchase('m1'));
    await settle();
    expect((await lines.next()).value).toMatch(/^event: update\nid: \w+@0\ndata: .*"messageId":"m1"/);
    await release();
    await app.close();
  });

  it('describes itself', async () => {
    const { body } = await get('/openapi.json');
    expect(Object.keys(body['paths'] as object)).toContain('/v1/profiles/{identifier}');
  });
});
