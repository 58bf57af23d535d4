import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentityExplanation } from './explanation';
import { explainIdentity, explanationGraph, explanationText } from './index';
import {
  aMergedProfile,
  anErasedProfile,
  aRefusedProfile,
  aSplitProfile,
  at,
  ID,
  member,
  pointer,
  profile,
  who,
} from './test-states';

const page = readFileSync(join(__dirname, '../../../../docs/reference/explain.md'), 'utf8');
const explained = (of: Parameters<typeof explainIdentity>[0]): IdentityExplanation => explainIdentity(of)!;

describe('the explanation of a profile', () => {
  it.each([
    ['merged', aMergedProfile],
    ['refused', aRefusedProfile],
    ['split', aSplitProfile],
  ])('reads as the documentation shows it: %s', (_name, of) => {
    expect(page).toContain(`\n${explanationText(explained(of))}\n\`\`\``);
  });

  it('is drawn as the documentation shows it', () => {
    expect(page).toContain(`\n${explanationGraph(explained(aRefusedProfile))}\n\`\`\``);
  });

  it('is plain JSON', () => {
    for (const it of [aMergedProfile, aRefusedProfile, aSplitProfile, anErasedProfile])
      expect(JSON.parse(JSON.stringify(explained(it)))).toEqual(explained(it));
  });

  it('goes on with the profile that the one asked for went into, and says so', () => {
    const gone = profile({ life: 'merged', into: ID.one, forwards: { [who.user.key]: ID.one } });
    const { profileId, way, subject } = explained({
      ...aMergedProfile,
      asked: `profile:${ID.user}`,
      subject: undefined,
      start: ID.user,
      profiles: new Map([...aMergedProfile.profiles, [ID.user, gone]]),
    });
    expect([profileId, subject, way.map(({ what }) => what)]).toEqual([ID.one, null, ['merged']]);
  });

  it('follows an identifier to where it went when its pointer is a moment behind', () => {
    const left = profile({ forwards: { [who.user.key]: ID.one } });
    const { profileId, way } = explained({
      ...aMergedProfile,
      start: ID.user,
      profiles: new Map([...aMergedProfile.profiles, [ID.user, left]]),
    });
    expect([profileId, way]).toEqual([ID.one, []]);
  });

  it('says of an erased profile who erased it and why, and nothing else', () => {
    const text = explanationText(explained(anErasedProfile));
    expect(text).toContain('which was erased');
    expect(text).toContain('erase on 3 Nov 2026 13:00 by carol, “she asked us to forget her”: done');
  });

  it('says of whom a split left together that it did', () => {
    const cause = { messageId: null, command: 'c1', at: at(5, 11) };
    const links = [{ one: who.browser.key, other: who.user.key, cause }];
    const state = aSplitProfile.profiles.get(ID.one)!;
    const left = { ...aSplitProfile, start: ID.one, profiles: new Map([[ID.one, { ...state, links }]]) };
    expect(explanationText(explained(left))).toContain(
      'anonymousId:a1 and userId:u1 stayed together when bob split this profile on 5 Nov 2026 11:00: “the browser',
    );
  });

  it('says nothing of a profile that it does not know', () => {
    expect(explainIdentity({ ...aMergedProfile, start: ID.unknown })).toBeUndefined();
  });

  it('leaves out a refusal that was overcome, and one of an earlier life', () => {
    const { refusals } = explained(aRefusedProfile);
    expect(refusals).toHaveLength(1);
    const [audit] = aRefusedProfile.audit;
    const earlier = explained({
      ...aMergedProfile,
      audit: [{ ...audit!, identifiers: [who.browser.key, who.stranger.key], at: at(1, 8) }],
    });
    expect(earlier.refusals).toEqual([]);
    const overcome = explained({
      ...aMergedProfile,
      audit: [{ ...audit!, identifiers: [who.browser.key, who.user.key] }],
    });
    expect(overcome.refusals).toEqual([]);
  });

  it('tells a refusal that only an identifier remembers', () => {
    const { refusals } = explained({ ...aRefusedProfile, audit: [], profiles: withoutRefusals(aRefusedProfile) });
    expect(refusals.map(({ code, other, reason }) => [code, other.value, reason])).toEqual([['limit', 'u2', null]]);
  });

  it("lists what breaks today's rules, within the window of each", () => {
    const limitOf = () => ({ max: 1, windowMs: 86_400_000 });
    const within = { ...aMergedProfile, rules: { limitOf, isShared: () => false } };
    expect(explained(within).excesses).toEqual([]);
    const twins = profile({
      identifiers: { ...member(who.user, { addedAt: at(9, 0) }), ...member(who.second, { addedAt: at(9, 0) }) },
    });
    const { excesses } = explained({ ...within, profiles: new Map([[ID.one, twins]]) });
    expect(excesses.map(({ words }) => words)).toEqual(['it has 2 user ids, at most 1 is allowed within 1 days']);
  });

  it('says which identifier was refused so often that links are only counted', () => {
    const state = { ...pointer(ID.one), suppressed: 7 };
    const { silences } = explained({ ...aMergedProfile, identifiers: new Map([[who.user.key, state]]) });
    expect(silences.map(({ who: { value }, suppressed }) => [value, suppressed])).toEqual([['u1', 7]]);
  });

  it('lets no value from outside move the cursor, break a line or end a label', () => {
    const nasty = { ...who.user, value: 'u\u001b[2J\n"]; x["<b>#\u202e' };
    const of = {
      ...aMergedProfile,
      profiles: new Map([[ID.one, profile({ identifiers: member(nasty, { addedAt: 0 }) })]]),
    };
    expect(explanationText(explained(of))).not.toMatch(/\u001b|\u202e|u\n/);
    const labels = explanationGraph(explained(of)).match(/"[^"]*"/g);
    expect(labels).toHaveLength(2);
    expect(labels?.join('')).not.toMatch(/[<>\n\u001b\]]/);
  });

  it('stays short whatever the profile has been through', () => {
    const neighbours = Array.from({ length: 1000 }, (_, i) => ({
      ...{ key: `${i}`.padStart(32, '0') as typeof who.user.key, askedAt: i, refusal: 'limit', revision: 1 },
    }));
    const identifiers = new Map([[who.user.key, { ...pointer(ID.one), neighbours }]]);
    const many = explained({ ...aMergedProfile, identifiers });
    expect(many.refusals).toHaveLength(1000);
    expect(explanationText(many).split('\n').length).toBeLessThan(100);
    expect(explanationGraph(many).split('\n').length).toBeLessThan(700);
  });
});

const withoutRefusals = ({ profiles }: typeof aRefusedProfile): typeof profiles =>
  new Map([...profiles].map(([id, state]) => [id, { ...state, refusals: [] }]));
