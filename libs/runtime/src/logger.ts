import { pino } from 'pino';
import { toldError } from './told';

/** What the runtime says, as JSON lines. Never payloads, never identifiers. */
export type Logger = Pick<pino.Logger, 'info' | 'warn' | 'error' | 'debug' | 'child'>;

/** A logger to stdout for one service. */
export const jsonLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service },
    serializers: { err: (error: unknown) => toldError(error) },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (name) => ({ level: name }) },
  });

/** Says nothing; for tests. */
export const silentLogger = (): Logger => pino({ enabled: false });
