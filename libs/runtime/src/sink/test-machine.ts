import type { FencedWriter, Log } from '@tutti/log';
import { quickTime } from './test-time';
import type { Transport } from './transport';
import type { SinkMachine } from './work';
import { machineTransport } from './work';

/** A machine, its connection to the log, and its end. */
export interface Mortal {
  readonly machine: SinkMachine;
  readonly log: Log;
  readonly kill: () => Promise<void>;
}

/** A machine that can lose its power: nothing is sent, committed or called any more. */
export function mortal(log: Log): Mortal {
  const never = new Promise<never>(() => undefined);
  const time = quickTime();
  const dead = { yes: false };
  const carriers: Transport[] = [];
  const writerOf = (writer: FencedWriter): FencedWriter => ({
    open: () => writer.open(),
    close: () => writer.close(),
    commit: (records) => (dead.yes ? never : writer.commit(records)),
  });
  return {
    machine: {
      time: { ...time, after: (ms, run) => time.after(ms, () => (dead.yes ? undefined : run())) },
      transport: (rule, connections) => {
        const inner = machineTransport(rule, connections);
        carriers.push(inner);
        return { send: (request, ms) => (dead.yes ? never : inner.send(request, ms)), close: () => inner.close() };
      },
    },
    log: { ...log, writer: (id) => writerOf(log.writer(id)) },
    kill: async () => {
      dead.yes = true;
      await Promise.all(carriers.map((carrier) => carrier.close()));
    },
  };
}
