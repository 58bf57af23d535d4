import type { Program } from '@tutti/stack';
import { lockFile, readLock } from '@tutti/stack';
import { MultiBar, type SingleBar } from 'cli-progress';
import pc from 'picocolors';
import type { Site } from './site';
import type { Reporter } from './supervisor/supervise';
import { megabytes, seconds } from './words';

/** Says every step on a line; downloads are bars in a terminal, and lines elsewhere or with NO_COLOR. */
export function consoleReporter(site: Site, out: NodeJS.WritableStream): Reporter {
  const bars = process.stderr.isTTY && !process.env['NO_COLOR'];
  const line = (text: string): void => void out.write(`${text}\n`);
  return {
    ...(bars ? barDownloads(site) : lineDownloads(site, line)),
    damaged: (file) => line(`${file} in the cache is damaged: downloading it again`),
    waiting: (pid) => line(`waiting for the download of another ./tutti (process ${pid})`),
    done: (what, sinceMs) => line(`${pc.green('✔')} ${what} ${pc.dim(`(${seconds(Date.now() - sinceMs)})`)}`),
    note: line,
  };
}

type Downloads = Pick<Reporter, 'started' | 'progress' | 'finished'>;

const titleOf = (site: Site, program: Program): string => {
  const { title, version } = readLock(lockFile(site.repository))[program];
  return `${title} ${version}`;
};

function barDownloads(site: Site): Downloads {
  const format = '  {title} [{bar}] {percentage}% of {size}';
  const all = new MultiBar({ format, hideCursor: true, clearOnComplete: false, barsize: 30 });
  const bars = new Map<Program, SingleBar>();
  return {
    started: (program, bytes) =>
      void bars.set(
        program,
        all.create(bytes, 0, { title: titleOf(site, program).padEnd(24), size: megabytes(bytes) }),
      ),
    progress: (program, bytes) => void bars.get(program)?.update(bytes),
    finished: () => all.stop(),
  };
}

function lineDownloads(site: Site, line: (text: string) => void): Downloads {
  const started = Date.now();
  return {
    started: (program, bytes) => line(`downloading ${titleOf(site, program)} (${megabytes(bytes)}) with Maven …`),
    progress: () => undefined,
    finished: () => line(`downloaded and verified (${seconds(Date.now() - started)})`),
  };
}
