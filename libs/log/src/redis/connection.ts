import { Redis, ReplyError } from 'ioredis';
import { LogError } from '../ports';

const WAIT_MS_MAX = 10_000;
const CONNECT_MS_MAX = 3_000;
const DISCONNECT_MS_MAX = 300;
const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1_000;

/** Told of what an operator should see: an outage once when it begins, a check that could not be made. */
export interface CacheLogger {
  readonly warn: (message: string) => void;
}

/** Where the state cache is. */
export interface RedisSettings {
  /** `redis://` or `rediss://`, with user, password and database where needed. */
  readonly url: string;
  /** Prefix of every key, so that installations can share a server. */
  readonly prefix: string;
  readonly logger?: CacheLogger | undefined;
  /** How long a call waits for a Redis that cannot be reached, before it rejects `unavailable`; default 10 s. */
  readonly waitMsMax?: number;
}

/** Commands on one connection, which comes back by itself. Everything that is asked must be harmless to ask twice. */
export interface Connection {
  /** Rejects with `LogError`: `unavailable` after waiting and trying again, `closed`, or `fatal`. */
  readonly ask: <Answer>(doing: string, command: (redis: Redis) => Promise<Answer>) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** Connects at the first question. `check` comes first on each new connection: a fail-over may lead to another server. */
export function redisConnection(settings: RedisSettings, check: (redis: Redis) => Promise<void>): Connection {
  const { waitMsMax = WAIT_MS_MAX } = settings;
  const redis = open(settings);
  // Half of the time, so that there is time to ask once more.
  const inTime = <Answer>(answer: Promise<Answer>): Promise<Answer> => answered(redis, answer, waitMsMax / 2);
  let checked: Promise<void> | undefined;
  let closed = false;
  redis.on('close', () => (checked = undefined));
  const once = async <Answer>(until: number, command: (redis: Redis) => Promise<Answer>): Promise<Answer> => {
    await connected(redis, until - Date.now());
    checked ??= inTime(check(redis));
    await checked.catch((error: unknown) => {
      checked = undefined;
      throw error;
    });
    return inTime(command(redis));
  };
  return {
    ask: async (doing, command) => {
      const until = Date.now() + waitMsMax;
      for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX)) {
        try {
          if (closed) throw new Error('the store is closed');
          return await once(until, command);
        } catch (error) {
          if (closed || !isPassing(error) || Date.now() + pauseMs > until) throw told(doing, closed, error);
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
    close: async () => {
      closed = true;
      if (redis.status === 'ready') await inTime(redis.quit()).catch(() => undefined);
      if (redis.status !== 'end') redis.disconnect();
    },
  };
}

function open({ url, logger }: RedisSettings): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS_MAX,
    disconnectTimeout: DISCONNECT_MS_MAX,
    // Waiting and asking again is done here, with a bound: ioredis would keep what was given up, and send it later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * PAUSE_MS_MIN, PAUSE_MS_MAX),
    reconnectOnError: (error) => codeIn(error.message) === 'READONLY',
  });
  // Every call that waits for the connection listens, and there may be one for each task.
  redis.setMaxListeners(0);
  let down = false;
  redis.on('ready', () => (down = false));
  redis.on('error', (error: Error) => {
    if (!down) logger?.warn(`the state cache cannot be reached (${error.message}); waiting for it`);
    down = true;
  });
  return redis;
}

function connected(redis: Redis, waitMs: number): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  // The outcome of this attempt does not matter: ioredis tries on, and `ready` tells when it got through.
  if (redis.status === 'wait') redis.connect().catch(() => undefined);
  return new Promise((resolve, reject) => {
    let trouble = 'no connection';
    const settle = (): void => {
      clearTimeout(timer);
      redis.off('ready', settle).off('error', note);
      if (redis.status === 'ready') resolve();
      else reject(new Error(trouble));
    };
    const note = (error: Error): void => void (trouble = error.message);
    const timer = setTimeout(settle, Math.max(waitMs, 0));
    redis.on('ready', settle).on('error', note);
  });
}

/** Drops a connection that stays silent, and with it everything that waits on it. (ioredis's own time-out hits the next one.) */
function answered<Answer>(redis: Redis, answer: Promise<Answer>, msMax: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.disconnect(true);
      reject(new Error(`no answer within ${msMax} ms`));
    }, msMax);
    void answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Answers of a server that is starting, failing over, busy or full; what is no answer at all is trouble on the way. */
const PASSING = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|UNBLOCKED|NOREPLICAS|MISCONF)$/;

/** The code of a refusal. Redis before 7 wraps what a script met: `ERR Error running script (…): … -READONLY You can't …`. */
const codeIn = (message: string): string => /^(?:ERR Error running script .* -)?([A-Z]+)\b/.exec(message)?.[1] ?? '';

const isPassing = (error: unknown): boolean =>
  !(error instanceof LogError) && (!(error instanceof ReplyError) || PASSING.test(codeIn(messageOf(error))));

function told(doing: string, closed: boolean, error: unknown): LogError {
  if (error instanceof LogError) return error;
  if (closed) return new LogError('closed', `${doing}: the store is closed`, { cause: error });
  return new LogError(isPassing(error) ? 'unavailable' : 'fatal', `${doing}: ${messageOf(error)}`, { cause: error });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
