import type { LocalStack } from '@tutti/stack';
import { chance } from '../chance';
import type { Delivery } from '../checker/evidence';
import { deliveriesIn } from '../checker/witnessed';
import { endAll } from '../ending';
import { Installation } from '../installation';
import { Receiver } from '../receiver';
import { Rest } from '../rest';
import type { ServiceProcess } from '../service-process';
import { pause, until } from '../until';
import { hookWorkspace } from '../workspace';
import { Flow } from './flow';
import type { Feed } from './feed';
import { liveStream, STREAM_EVENT } from './live-stream';
import { Wires } from './wires';

/** What decides everything that happens on a ground. */
export interface GroundPlan {
  readonly stack: LocalStack;
  readonly seed: number;
  readonly eventsPerSecond: number;
  /** Told what goes on, a sentence each. */
  readonly tell: (text: string) => void;
  /** What flows through it, if not users of a live stream. */
  readonly feed?: (tutti: Installation, receiver: Receiver) => Feed;
  /** More of the workspace file, beside source, segment and destination. */
  readonly workspace?: string;
}

const WELL = { fails: 0, tooMany: 0, silent: 0 };
const FLOW_MS_MAX = 120_000;
const REST_MS_MAX = 300_000;
const INSTANCE = 'hook';
/** The name of the only sink. */
export const SINK = `sink.${INSTANCE}`;

interface Parts {
  readonly plan: GroundPlan;
  readonly receiver: Receiver;
  readonly wires: Wires;
  readonly tutti: Installation;
}

/**
 * Where faults happen: an installation with a process for each service, a wire to each process, a stream of events into
 * it and a receiver behind it. Processes that end by themselves are started again, as they are in life.
 */
export class Ground {
  readonly stack: LocalStack;
  readonly receiver: Receiver;
  readonly tutti: Installation;
  readonly stream: Feed;
  readonly flow: Flow;
  readonly wires: Wires;
  readonly tell: (text: string) => void;
  /** Changes that were answered with 200. */
  readonly deliveries: Delivery[] = [];
  /** Seeded chance; each fault gets one of its own. */
  random01: () => number;
  /** Processes that ended by themselves. */
  ends = 0;
  readonly #killAll = (): void => this.tutti.killAll();
  readonly #rest: Rest;
  readonly #seed: number;
  #closed = false;

  private constructor({ plan, receiver, wires, tutti }: Parts) {
    const { seed, eventsPerSecond, feed } = plan;
    this.stack = plan.stack;
    this.tell = plan.tell;
    this.receiver = receiver;
    this.wires = wires;
    this.tutti = tutti;
    this.random01 = chance(seed);
    this.stream = feed?.(tutti, receiver) ?? liveStream(tutti, { name: 'stream', seed, eventsPerSecond });
    this.flow = new Flow(tutti.platform, this.stream);
    this.#rest = new Rest(tutti);
    this.#seed = seed;
    process.once('exit', this.#killAll);
    receiver.heard = (body) => {
      this.flow.delivered(body);
      this.deliveries.push(...deliveriesIn(INSTANCE, body, true));
    };
  }

  /** Installs and starts everything; resolves when events flow through every partition. */
  static async open(plan: GroundPlan): Promise<Ground> {
    const { stack, seed, workspace = '' } = plan;
    const receiver = await Receiver.open({ ...WELL, seed });
    const wires = new Wires(stack.endpoints, chance(seed));
    const tutti = await Installation.create({
      workspace: (writeKey) => hookWorkspace(receiver, STREAM_EVENT)(writeKey) + workspace,
      separate: true,
      endpoints: stack.endpoints,
      environmentOf: (name) => wires.lay(name),
      quiet: true,
    });
    const ground = new Ground({ plan, receiver, wires, tutti });
    try {
      await tutti.telling(() => tutti.start());
      void ground.#keepUp();
      ground.stream.start();
      await ground.flowing();
      return ground;
    } catch (error) {
      await ground.close();
      throw error;
    }
  }

  /** Events that were sent and have not come out yet. */
  get inFlight(): number {
    return this.stream.next - this.receiver.received.messages.size;
  }

  /** The receiver answers well, or as told. */
  answer(manner: Partial<Record<'fails' | 'tooMany' | 'silent' | 'drips', number>> = {}): void {
    this.receiver.behave({ ...WELL, seed: this.#seed, ...manner });
  }

  /** Resolves when an event that is new came through every partition. */
  async flowing(): Promise<void> {
    this.flow.watch(this.stream.next);
    await this.flowingAgain();
  }

  /** Resolves when an awaited event came through every partition. */
  async flowingAgain(): Promise<void> {
    const missing = (): string | undefined => this.flow.missing();
    await until({ awaited: 'events to flow through every partition', msMax: FLOW_MS_MAX, missing });
  }

  /** Ends the stream; resolves when everything that was accepted has gone all the way. */
  async comeToRest(): Promise<void> {
    await this.stream.stop();
    const missing = async (): Promise<string | undefined> => {
      try {
        return await this.#rest.missing();
      } catch (error) {
        return `unknown: ${(error as Error).message}`;
      }
    };
    await until({ awaited: 'all events to go all the way', msMax: REST_MS_MAX, missing });
  }

  /** A moment at which something is under way: a batch was accepted or a change delivered, and a little later. */
  async midst(name: string, laterMsMax = 60): Promise<void> {
    await (name === SINK ? this.receiver.acknowledgements : this.stream.answers).next();
    await pause(this.random01() * laterMsMax);
  }

  async close(): Promise<void> {
    this.#closed = true;
    process.off('exit', this.#killAll);
    await endAll(
      () => this.stream.stop().catch(() => undefined), // whoever waited for it was told
      () => this.#rest.close(),
      () => this.tutti.remove(),
      () => this.wires.close(),
      () => this.receiver.close(),
    );
  }

  async #keepUp(): Promise<void> {
    while (!this.#closed) {
      for (const service of this.tutti.services) this.#startAgain(service);
      await pause(200);
    }
  }

  #startAgain(service: ServiceProcess): void {
    if (service.endedWith === undefined) return;
    this.ends += 1;
    this.tell(`${service.name} ended with ${service.endedWith} and is started again`);
    service.launch();
  }
}
