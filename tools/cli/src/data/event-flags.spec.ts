import { eventOf } from './event-flags';

describe('events from flags', () => {
  it('takes numbers and booleans as such and everything else as text', () => {
    const flags = {
      type: 'track',
      user: '7',
      event: 'Paid',
      property: ['revenue=9.5', 'plan=pro', 'first=true', 'note=a=b'],
    };
    expect(eventOf(flags)).toEqual({
      type: 'track',
      userId: '7',
      event: 'Paid',
      properties: { revenue: 9.5, plan: 'pro', first: true, note: 'a=b' },
    });
  });

  it('says how to write a pair', () => {
    expect(() => eventOf({ type: 'identify', user: '7', trait: ['email'] })).toThrow(
      '--trait email: write it as name=value',
    );
  });
});
