import { Problem } from '@tutti/stack';
import { EXIT, Exit } from '../exit';
import { knownOperatorKey } from '../secrets';
import { siteOf } from '../site';
import { runningEndpoints } from './running';

/** What the api is asked beside a path; with a body it is a POST. */
export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What the running api answers, asked with the operator key where there is one: that of the environment, else that of
 * `up`. A refusal is said on standard error, and the command ends with 1; a problem when nobody answers.
 */
export async function askApi(path: string, { body, headers = {} }: Asked = {}): Promise<unknown> {
  const { apiUrl } = runningEndpoints();
  const key = knownOperatorKey(siteOf());
  const response = await fetch(`${apiUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Problem(`the api at ${apiUrl} does not answer (${String(error)}): ./tutti status tells how it is`);
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  process.stderr.write(`${refusalText(answer as Refused)}\n`);
  throw new Exit(EXIT.failed);
}

/** How the api says no. */
interface Refused {
  readonly message: string;
  readonly violations?: readonly { readonly field: string; readonly reason: string }[];
}

const refusalText = ({ message, violations = [] }: Refused): string =>
  [message, ...violations.map(({ field, reason }) => `  ${field} ${reason}`)].join('\n');
