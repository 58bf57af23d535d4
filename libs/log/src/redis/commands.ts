import type { Redis, Result } from 'ioredis';
import type { CacheResult, CacheWrite } from '../ports';
import { LogError } from '../ports';
import type { Chunk } from './chunks';
import type { PartitionKeys } from './keys';
import { CLAIM, RESET, WRITE } from './scripts';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    tuttiClaim(watermark: string, epoch: number): Result<unknown, Context>;
    tuttiReset(states: string, watermark: string, epoch: number, from: number): Result<unknown, Context>;
    tuttiWrite(states: string, watermark: string, ...rest: (number | string | Buffer)[]): Result<unknown, Context>;
  }
}

/** Makes the scripts known on a connection; before any of the functions below. */
export function defineCommands(redis: Redis): void {
  redis.defineCommand('tuttiClaim', { numberOfKeys: 1, lua: CLAIM });
  redis.defineCommand('tuttiReset', { numberOfKeys: 2, lua: RESET });
  redis.defineCommand('tuttiWrite', { numberOfKeys: 2, lua: WRITE });
}

/** The new owner's epoch, unless there is a newer one. */
export async function claim(redis: Redis, { watermark }: PartitionKeys, epoch: number): Promise<'claimed' | 'fenced'> {
  const answer = await redis.tuttiClaim(watermark, epoch);
  return answer === 'claimed' || answer === 'fenced' ? answer : unexpected(answer);
}

/** Empties both hashes but for the watermark. */
export async function reset(
  redis: Redis,
  { states, watermark }: PartitionKeys,
  { epoch, from }: Pick<CacheWrite, 'epoch' | 'from'>,
): Promise<CacheResult> {
  return parseResult(await redis.tuttiReset(states, watermark, epoch, from));
}

/** One part of a write. */
export async function writeChunk(
  redis: Redis,
  { states, watermark }: PartitionKeys,
  { epoch, from, to, progress, at, isWhole, chunk }: Omit<CacheWrite, 'entries'> & { readonly chunk: Chunk },
): Promise<CacheResult> {
  const mark = [epoch, from, to, progress, at, isWhole ? '1' : '0', chunk.last ? '1' : '0'];
  return parseResult(await redis.tuttiWrite(states, watermark, ...mark, ...chunk.entries.flat()));
}

const parseResult = (answer: unknown): CacheResult =>
  answer === 'written' || answer === 'fenced' || answer === 'gap' ? answer : unexpected(answer);

function unexpected(answer: unknown): never {
  throw new LogError('fatal', `the state cache's script answered ${String(answer)}`);
}
