import type { Log } from '../ports';
import { belongingLaws } from './belonging';
import type { Bench } from './bench';
import { benchOf } from './bench';
import { fencingLaws } from './fencing';
import { readingLaws } from './reading';
import { topicLaws } from './topics';
import { writingLaws } from './writing';

/** The laws that every `Log` obeys, as tests. Names of topics, groups and owners differ from run to run. */
export function logLaws(name: string, makeLog: () => Log): void {
  describe(`the laws of a log, kept by ${name}`, () => {
    let current: Bench | undefined;
    const bench = (): Bench => (current ??= benchOf(makeLog()));
    afterAll(() => current?.log.close());

    describe('reading', () => readingLaws(bench));
    describe('writing', () => writingLaws(bench));
    describe('fencing', () => fencingLaws(bench));
    describe('membership', () => belongingLaws(bench));
    describe('topics', () => topicLaws(bench));
  });
}
