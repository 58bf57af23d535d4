import fastify from 'fastify';
import type { ProfileId } from '@tutti/contracts';
import { codecs, identityIn, keyOf, profileIn } from '@tutti/contracts';
import { anEvent } from '@tutti/testing';
import { stageContext } from '../stage/context';
import { StageTask } from '../stage/task';
import type { TestPlatform } from '../stage/test-platform';
import { testPlatform } from '../stage/test-platform';
import { identity, profileCompute } from '../stages';
import { apiRoutes } from './routes';

describe('a profile that is no more', () => {
  let platform: TestPlatform;
  beforeEach(async () => (platform = await testPlatform()));
  afterEach(() => platform.close());

  /** Steps identity and profile-compute until neither has anything left to say to the other. */
  async function settle(): Promise<void> {
    for (let before = -1, now = 0; before !== now;) {
      before = now;
      now = (await settleStage(identity)) + (await settleStage(profileCompute));
    }
  }

  async function settleStage(definition: typeof identity | typeof profileCompute): Promise<number> {
    const input = { topic: platform.topic(definition.input), partition: 0 };
    const task =
      definition.name === 'identity'
        ? await StageTask.open(stageContext(platform, identity, 0))
        : await StageTask.open(stageContext(platform, profileCompute, 0));
    const running = task.run();
    const { end } = await platform.log.boundsOf(input);
    while (task.position < end) await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
    await task.close();
    await running;
    return end;
  }

  const named = (type: string, value: string) => ({ type, value, key: platform.hash(`${type}\u0000${value}`) });
  const [ann, browser] = [() => named('userId', 'ann'), () => named('anonymousId', 'b1')];

  async function happen(messageId: string, ...who: readonly ReturnType<typeof named>[]): Promise<void> {
    const [entry, ...others] = who;
    const event = anEvent({ messageId, entry: entry!, others, acceptedAt: platform.clock() });
    await platform.append('identity.in', [{ key: keyOf.identifier(entry!.key), value: identityIn.event(event) }]);
    await settle();
  }

  async function get(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
    const app = fastify();
    const { release } = await apiRoutes(app, platform);
    const answer = await app.inject(`/v1/profiles/${path}`);
    await release();
    await app.close();
    return { status: answer.statusCode, body: answer.json() };
  }

  async function merged(): Promise<readonly [winner: string, loser: string]> {
    await happen('m1', browser());
    const { body: before } = await get('anonymousId:b1');
    await happen('m2', ann());
    const { body: other } = await get('ann');
    await happen('m3', ann(), browser());
    const { body: after } = await get('ann');
    const [one, two] = [String(before['id']), String(other['id'])];
    return after['id'] === one ? [one, two] : [two, one];
  }

  it('says into which one it went, and its identifiers find that one', async () => {
    const [winner, loser] = await merged();
    for (const path of [`profile:${loser}`, `profile:${loser}/deliveries`, `profile:${loser}/segments/any`]) {
      const message = `The profile went into another one: ask for profile:${winner}.`;
      expect(await get(path)).toEqual({ status: 404, body: { code: 'merged', mergedInto: winner, message } });
    }
    for (const path of ['ann', 'anonymousId:b1', `profile:${winner}`]) {
      expect(await get(path)).toMatchObject({ status: 200, body: { id: winner } });
    }
  });

  it('says that it was erased, and its identifiers find nobody', async () => {
    const [winner] = await merged();
    const about = { id: 'c1', action: 'erase', by: 'ben', why: 'she asked', at: platform.clock() } as const;
    const who = { identifiers: [{ identifier: ann(), incarnation: 0 }], other: null, otherProfileId: null };
    const value = profileIn.command({ ...about, ...who, expectedVersion: null });
    await platform.append('profile.in', [{ key: keyOf.profile(winner as ProfileId), value }]);
    await settle();
    expect(await get(`profile:${winner}`)).toMatchObject({ status: 404, body: { code: 'erased' } });
    expect(await get('ann')).toMatchObject({ status: 404, body: { code: 'no-profile' } });
    const [last] = (await platform.readAll('profiles')).slice(-1);
    expect(codecs.profiles.decode(last!.value!.subarray(5)).profile).toMatchObject({ deleted: true });
  });
});
