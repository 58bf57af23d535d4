import { profileRecord } from '@tutti/contracts';
import { profileIdOf } from '@tutti/core/stage';
import { inputsOf } from '@tutti/testing';
import { segmentStage } from './index';

const snapshot = {
  ...{
    id: profileIdOf('00000000000000000000000000000001'),
    version: 1,
    at: 1,
    createdAt: 1,
    firstSeen: 1,
    lastSeen: 1,
  },
  ...{ identifiers: [], traits: {}, events: {}, isCut: false },
};
const value = profileRecord.profile({
  ...{ snapshot, changes: [], causes: [] },
  ...{ identity: null, mergedInto: null, deleted: false },
});

describe('segment-evaluator', () => {
  it.each([
    ['lacks its profile', snapshot.id, { ...value, profile: null }, 'bad-value'],
    ['stands under the key of another', 'p2', value, 'wrong-key'],
  ])('refuses a record that %s', (_, key, given, code) => {
    const [input] = inputsOf('profiles', [{ key, value: given, at: 1 }]);
    expect(segmentStage([], 1).step(undefined, input!)).toMatchObject([undefined, [{ kind: 'reject', code }]]);
  });
});
