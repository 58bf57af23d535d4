import type { IdentityExplanation } from '@tutti/core/explain';
import { explanationGraph, explanationText } from '@tutti/core/explain';
import { anEvent } from '@tutti/testing';
import { TestInstallation } from '../commands/test-installation';
import { happen, settled } from '../test-people';

const browser = { messageId: 'm1', who: ['anonymousId:a1'] } as const;
const login = { messageId: 'm2', who: ['userId:u1', 'anonymousId:a1'] } as const;
const other = { messageId: 'm3', who: ['userId:u2', 'anonymousId:a1'] } as const;

let tutti: TestInstallation;
beforeEach(async () => (tutti = await TestInstallation.start(anEvent)));
afterEach(() => tutti.stop());

const explain = async (who: string): Promise<IdentityExplanation> =>
  (await tutti.get(`/v1/identity/${who}/explain`)).body as unknown as IdentityExplanation;

const values = (all: readonly { readonly value: string | null }[]): unknown[] => all.map(({ value }) => value);

describe('the explanation that the api gives', () => {
  it('of a merged profile names the event, the profile that came in, and how to undo it', async () => {
    await happen(tutti.platform, browser, login);
    const explanation = await explain('userId:u1');
    const text = explanationText(explanation);
    expect(text).toMatch(/^userId:u1 is in profile [0-9a-f]{32} since/);
    expect(text).toContain('anonymousId:a1 and userId:u1 were seen together in event m2,');
    expect(text).toContain('./tutti identity undo-merge profile:');
    expect(explanation.merges[0]?.reason?.messageId).toBe('m2');
    expect(explanation.notes).toEqual([]);
  });

  it('of a refused link names the rule with its numbers on both sides, and the stranger', async () => {
    await happen(tutti.platform, browser, login, other);
    const [mine, theirs] = [await explain('userId:u1'), await explain('userId:u2')];
    expect(explanationText(mine)).toContain(
      `userId:u2 (profile ${theirs.profileId}) was not joined with anonymousId:a1: ` +
        'the profile would have 2 user ids, at most 1 is allowed; seen together on ',
    );
    expect(explanationText(theirs)).toContain(
      `anonymousId:a1 (profile ${mine.profileId}) was not joined with userId:u2: `,
    );
    for (const { refusals } of [mine, theirs])
      expect(refusals.map(({ code, reason }) => [code, reason?.messageId])).toEqual([['limit', 'm3']]);
    expect(explanationGraph(theirs)).toContain('i0 -.-|"limit');
  });

  it('of a profile that was split says who did it and why, and who is on the other side', async () => {
    await happen(tutti.platform, browser, login);
    await tutti.ask({ action: 'split', identifiers: ['userId:u1'], why: 'two people' });
    await settled(tutti.platform);
    const [user, device] = [await explain('userId:u1'), await explain('anonymousId:a1')];
    expect(values(user.walls.flatMap(({ there }) => there))).toEqual(['a1']);
    expect(values(device.walls.flatMap(({ there }) => there))).toEqual(['u1']);
    expect(explanationText(user)).toMatch(/boss (split this profile|undid a merge) on .*: “two people”/);
    // The browser never asked before; the user id did, and asks again in an hour at most.
    await happen(tutti.platform, { messageId: 'm4', who: ['anonymousId:a1', 'userId:u1'] });
    expect((await explain('userId:u1')).refusals.map(({ code }) => code)).toEqual(['wall']);
  });

  it('of a merge that an operator ordered says who and why', async () => {
    await happen(tutti.platform, browser, { messageId: 'm2', who: ['userId:u1'] });
    await tutti.ask({ action: 'merge', identifiers: ['userId:u1'], with: 'anonymousId:a1', why: 'she called us' });
    await settled(tutti.platform);
    expect(explanationText(await explain('userId:u1'))).toMatch(
      /anonymousId:a1 and userId:u1: boss ordered it on .*: “she called us”/,
    );
  });

  it('of a profile that went into another one goes on there, and of an erased one says who erased it', async () => {
    await happen(tutti.platform, browser, { messageId: 'm0', who: ['userId:u1'] });
    const gone = (await explain('userId:u1')).profileId;
    await happen(tutti.platform, login);
    const { profileId, way } = await explain(`profile:${gone}`);
    expect(way.map(({ what, reason }) => [what, reason?.messageId])).toEqual([['merged', 'm2']]);
    await tutti.ask({ action: 'erase', identifiers: ['userId:u1'], why: 'her wish' });
    await settled(tutti.platform);
    expect((await tutti.get('/v1/identity/userId:u1/explain')).status).toBe(404);
    expect(explanationText(await explain(`profile:${profileId}`))).toMatch(/erase on .* by boss, “her wish”: done/);
  });

  it('is for readers only, and for identifiers that somebody can have', async () => {
    expect((await tutti.app.inject({ url: '/v1/identity/userId:u1/explain' })).statusCode).toBe(401);
    for (const nobody of ['userId:u9', 'email:nonsense', 'profile:nonsense'])
      expect((await tutti.get(`/v1/identity/${nobody}/explain`)).status).toBe(404);
  });
});
