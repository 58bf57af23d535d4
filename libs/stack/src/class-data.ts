import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Options of a JVM, and what to do once it has ended. */
export interface ClassData {
  readonly options: readonly string[];
  /** Keeps what a JVM that was stopped in order left behind; harmless otherwise. */
  readonly ended: () => void;
}

/**
 * Lets a JVM start from an archive of the classes it loaded last time, which halves the start. The first orderly stop
 * writes the archive. `program` says everything that decides which classes those are: Java's version, the class path.
 */
export function classData(cache: string, name: string, program: readonly string[]): ClassData {
  const key = createHash('sha256').update(program.join('\n')).digest('hex').slice(0, 16);
  const file = join(cache, 'classes', `${name}-${key}.jsa`);
  if (existsSync(file))
    return { options: ['-Xshare:auto', `-XX:SharedArchiveFile=${file}`, '-Xlog:cds=off'], ended: () => {} };
  const draft = `${file}.${process.pid}.draft`;
  mkdirSync(dirname(file), { recursive: true });
  return {
    options: [`-XX:ArchiveClassesAtExit=${draft}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off'],
    ended: () => {
      if (existsSync(draft)) renameSync(draft, file);
    },
  };
}
