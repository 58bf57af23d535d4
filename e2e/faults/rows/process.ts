import { pause } from '../../until';
import type { Ground } from '../ground';
import { SINK } from '../ground';
import type { FaultRow } from '../row';

/** Services whose partitions have one owner at a time. */
export const OWNERS = ['identity', 'profile-compute', 'segment-evaluator', SINK];
const SERVICES = [...OWNERS, 'ingest', 'api'];

const TAKE_OVER_MS_MAX = 10_000;
const RESTART_MS_MAX = 2_000;
const ZOMBIE_MS = 8_000;
const LONG_ZOMBIE_MS = 60_000;

/** The same fault for each of some services. */
export const each = (services: readonly string[], row: (service: string) => FaultRow): readonly FaultRow[] =>
  services.map(row);

const kills = each(SERVICES, (service) => ({
  name: `kill:${service}`,
  title: `kill -9 ${service}, started again at once`,
  times: 3,
  pauseMsMax: TAKE_OVER_MS_MAX,
  inflict: async (ground, { strike }) => {
    const victim = ground.tutti.service(service);
    await ground.midst(service);
    strike();
    await victim.kill();
    await victim.start();
  },
}));

const allKilled: FaultRow = {
  name: 'kill:all',
  title: 'kill -9 every service at once, all started again',
  times: 2,
  pauseMsMax: TAKE_OVER_MS_MAX,
  inflict: async (ground, { strike }) => {
    const victims = SERVICES.map((service) => ground.tutti.service(service));
    await ground.midst('ingest');
    strike();
    await Promise.all(victims.map((victim) => victim.kill()));
    await Promise.all(victims.map((victim) => victim.start()));
  },
};

const restarts = each(SERVICES, (service) => ({
  name: `restart:${service}`,
  title: `planned restart of ${service} (SIGTERM, then started)`,
  times: 2,
  pauseMsMax: RESTART_MS_MAX,
  inflict: async (ground, { strike }) => {
    const one = ground.tutti.service(service);
    await ground.midst(service);
    strike();
    const stoppingAt = Date.now();
    await one.stop();
    const stoppedAt = Date.now();
    await one.start();
    ground.tell(`${service} ended in ${stoppedAt - stoppingAt} ms and was ready ${Date.now() - stoppedAt} ms later`);
  },
}));

const rollings = each(OWNERS, (service) => ({
  name: `roll:${service}`,
  title: `planned restart of ${service}, its successor started first`,
  times: 2,
  pauseMsMax: RESTART_MS_MAX,
  inflict: async (ground, { strike }) => {
    const [one, another] = [ground.tutti.service(service), await ground.tutti.another(service)];
    strike();
    await another.start();
    await one.stop();
    await one.start();
    await another.stop();
  },
}));

const takeOvers = each(OWNERS, (service) => ({
  name: `take-over:${service}`,
  title: `kill -9 ${service} while another process of it runs`,
  times: 2,
  pauseMsMax: TAKE_OVER_MS_MAX,
  inflict: (ground, { strike }) =>
    withAnother(ground, service, async () => {
      const victim = ground.tutti.service(service);
      await ground.midst(service);
      strike();
      await victim.kill();
      await ground.flowingAgain();
      await victim.start();
    }),
}));

const zombie = (service: string, ms: number): FaultRow => ({
  name: `zombie:${service}${ms === LONG_ZOMBIE_MS ? ':long' : ''}`,
  title: `SIGSTOP ${service} for ${ms / 1000} s, another process takes over, SIGCONT`,
  times: 1,
  pauseMsMax: TAKE_OVER_MS_MAX,
  inflict: (ground, { strike }) =>
    withAnother(ground, service, async () => {
      const victim = ground.tutti.service(service);
      await ground.midst(service);
      strike();
      victim.pause();
      await pause(ms);
      await ground.flowingAgain();
      victim.resume();
      await victim.ready();
    }),
});

const storm: FaultRow = {
  name: 'rebalance:profile-compute',
  title: 'profile-compute 1 → 3 → 1 processes, one of them killed on the way',
  times: 2,
  inflict: async (ground, { strike }) => {
    const second = await ground.tutti.another('profile-compute');
    strike();
    second.launch();
    const third = await ground.tutti.another('profile-compute');
    third.launch();
    await Promise.all([second.ready(), third.ready()]);
    await ground.midst('profile-compute', 500);
    await Promise.all([second.kill(), third.stop()]);
  },
};

/** Runs one more process of a service for as long as something takes. */
export async function withAnother(ground: Ground, service: string, during: () => Promise<void>): Promise<void> {
  const another = await ground.tutti.another(service);
  await another.start();
  try {
    await ground.flowing();
    await during();
  } finally {
    await another.stop();
  }
}

/** Processes that die, stand still, come and go. */
export const processRows: readonly FaultRow[] = [
  ...kills,
  allKilled,
  ...takeOvers,
  ...OWNERS.map((service) => zombie(service, ZOMBIE_MS)),
  zombie('identity', LONG_ZOMBIE_MS),
  ...restarts,
  ...rollings,
  storm,
];
