import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Problem } from '@tutti/stack';
import { EXIT, Exit } from '../exit';
import { knownOperatorKey } from '../secrets';
import { siteOf } from '../site';
import { runningEndpoints } from './running';

/**
 * What the running api answers as JSON documents, a line each, as they come; asked with the operator key. A refusal,
 * also one that comes as a line, is said on standard error, and the command ends with 1.
 */
export async function askForLines(path: string, take: (line: object) => void): Promise<void> {
  const { apiUrl } = runningEndpoints();
  const key = knownOperatorKey(siteOf());
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const headers = { accept: 'application/x-ndjson', ...authorization };
  const response = await fetch(`${apiUrl}${path}`, { headers }).catch((error: unknown) => {
    throw new Problem(`the api at ${apiUrl} does not answer (${String(error)}): ./tutti status tells how it is`);
  });
  if (response.body === null) throw new Problem(`the api at ${apiUrl} answered ${path} with nothing`);
  for await (const text of createInterface({ input: Readable.fromWeb(response.body as never) })) {
    const line = JSON.parse(text) as object;
    if ('message' in line) refuse(String(line.message));
    take(line);
  }
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  throw new Exit(EXIT.failed);
}
