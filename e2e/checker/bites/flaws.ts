import type { Plant } from './plant';

const OWNED_STATE = 'libs/runtime/src/state/owned-state.ts';
const COMMITS = 'const commit = await this.#writer.commit(';

/** Every owner has a transactional id of its own, so that nobody is fenced in the log. */
export const NO_FENCE: Plant = {
  file: 'libs/runtime/src/state/ownership.ts',
  snippet: 'transactionalId: `${settings.prefix}.${service}.${partition}`',
  instead: 'transactionalId: `${settings.prefix}.${service}.${partition}.${process.pid}`',
};

/** A new owner begins where its group says that it is. */
export const GROUP_OFFSET: Plant = {
  file: 'libs/runtime/src/stage/task.ts',
  snippet: 'return new StageTask(context, owned);',
  instead: `
    const task = new StageTask(context, owned);
    const { Kafka } = require('kafkajs');
    const admin = new Kafka({ brokers: process.env['TUTTI_BROKERS'].split(','), logLevel: 0 }).admin();
    await admin.connect();
    const topic = context.topic(context.definition.input);
    const groupId = context.ownership.transactionalId.replace(/\\.\\d+$/, '');
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] });
    await admin.disconnect();
    const read = partitions.find(({ partition }) => partition === context.partition);
    task.#position = Math.max(0, Number(read?.offset ?? 0));
    return task;`,
};

/** The cache is written first, and the commit may never happen. */
export const CACHE_FIRST: Plant = {
  file: OWNED_STATE,
  snippet: COMMITS,
  instead: `
    const { end } = await this.#own.log.boundsOf(this.#state);
    const ahead = end + changed.length + 1;
    await this.#cache({ from: this.#watermark, to: ahead, progress: encoded, entries: states, isWhole: true });
    ${COMMITS}`,
};

/** The watermark moves on, and the progress in it stays that of the owner's first commit. */
export const STALE_WATERMARK: Plant = {
  file: OWNED_STATE,
  snippet: 'progress: encoded, entries: states',
  instead: 'progress: (this.firstProgress ??= encoded), entries: states',
};

/** An identifier is told whose it is now, and does not listen. */
export const NO_REPOINT: Plant = {
  file: 'libs/core/identity/src/index.ts',
  snippet: 'return { ...state, profileId, pointerVersion };',
  instead: 'return { ...state, pointerVersion };',
};

/** What connects the identifiers of a profile is not kept. */
export const NO_EVIDENCE: Plant = {
  file: 'libs/core/profile/src/transfer.ts',
  snippet: 'links: [...state.links, ...links]',
  instead: 'links: state.links',
};

/** A link is refused, and nobody hears of it. */
export const SILENT_REFUSAL: Plant = {
  file: 'libs/core/profile/src/merge.ts',
  snippet: 'return [next, [audit, tell(mine, theirs), tell(theirs, mine)]];',
  instead: 'return [next, []];',
};

/** Not a flaw: nobody can rely on what is told for displays, so that it comes late is part of the scenario. */
export const LATE_REPORTS: Plant = {
  file: 'libs/runtime/src/tasks/owned-tasks.ts',
  snippet: 'const REPORT_EVERY_MS = 5_000;',
  instead: 'const REPORT_EVERY_MS = 3_600_000;',
};

/** Name of the variable that says where a file may ask for a trap to close, by the name of a signal. */
export const TRAP = 'TUTTI_TRAP';

/** Where a process may be made to stand still or to die: right before identity commits, and in the middle of it. */
export const TRAPS: readonly Plant[] = [
  {
    file: 'libs/log/src/kafkajs/writer.ts',
    snippet: "return { kind: 'committed', offsets: await transact(",
    instead: `${trapped('this.transactionalId', 'SIGSTOP')} return { kind: 'committed', offsets: await transact(`,
  },
  {
    file: 'libs/log/src/kafkajs/transaction.ts',
    snippet: 'await owner.coordinator.endTxn(',
    instead: `${trapped('owner.identity.transactionalId', 'SIGKILL')} await owner.coordinator.endTxn(`,
  },
];

/** Closes once, on a commit of identity that has more in it than progress. */
function trapped(transactionalId: string, signal: 'SIGSTOP' | 'SIGKILL'): string {
  return `
    if (${transactionalId}.includes('.identity.') && records.length > 2) {
      const { existsSync, readFileSync, rmSync } = require('node:fs');
      const trap = process.env['${TRAP}'];
      if (existsSync(trap) && readFileSync(trap, 'utf8') === '${signal}') {
        rmSync(trap);
        process.kill(process.pid, '${signal}');
      }
    }
    `;
}
