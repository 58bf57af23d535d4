import { messageIdOf, textOf, TRACK } from './events';

/** So many devices are in use at a time; one event in a hundred of each is the login that merges. */
const DEVICES = 1_000;
const DEVICES_PER_PERSON = 3;
const EVENTS_PER_DEVICE = 100;
const LOGIN_AT = 30;
/** Share no factor with `DEVICES`, or with 100: in every round each device has its turn, in another order. */
const STRIDES = { device: 617, round: 131, phase: 37 };

/** What an event of the crowd does. */
export interface Doing {
  readonly device: string;
  readonly user: string;
  readonly step: 'anonymous' | 'login' | 'known';
}

/**
 * People with three devices each: a device is anonymous at first, logs in, and then names both ids. The login merges
 * the profile of the device with that of the person; exactly 1 % of all events do that, at any time.
 */
export function doingOf(run: string, number: number): Doing {
  const [round, turn] = [Math.floor(number / DEVICES), number % DEVICES];
  const lane = (turn * STRIDES.device + round * STRIDES.round) % DEVICES;
  const phase = (lane * STRIDES.phase) % EVENTS_PER_DEVICE;
  const [use, at] = [Math.floor((round + phase) / EVENTS_PER_DEVICE), (round + phase) % EVENTS_PER_DEVICE];
  // A device that begins in the middle of its hundred never logs in: its login would have been before.
  const isLate = use === 0 && phase > LOGIN_AT;
  const step = at < LOGIN_AT || isLate ? 'anonymous' : at === LOGIN_AT ? 'login' : 'known';
  return { step, device: `${run}-d-${lane}-${use}`, user: `${run}-u-${Math.floor(lane / DEVICES_PER_PERSON)}-${use}` };
}

/** The event of this number as JSON of `EVENT_BYTES`. */
export function textOfPeople(run: string, number: number): string {
  const { step, device, user } = doingOf(run, number);
  const messageId = messageIdOf(run, number);
  if (step === 'anonymous') return textOf({ ...TRACK, messageId, anonymousId: device });
  if (step === 'known') return textOf({ ...TRACK, messageId, anonymousId: device, userId: user });
  const traits = { email: `${user}@shop.example`, plan: 'pro', city: 'Graz', newsletter: true, visits: 7 };
  return textOf({ type: 'identify', messageId, anonymousId: device, userId: user, traits });
}
