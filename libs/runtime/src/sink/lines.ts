import type { LinesRequest } from '@tutti/destinations';
import type { Transport } from './transport';

const WRITTEN = { kind: 'answered', response: { status: 200, headers: {}, body: '' } } as const;

/** Writes lines to a stream, such as the standard output of this process; done when the stream has taken them. */
export const linesTransport = (output: NodeJS.WritableStream): Transport<LinesRequest> => ({
  send: ({ lines }) =>
    new Promise((done) => {
      output.write(`${lines.join('\n')}\n`, (error) =>
        done(error ? { kind: 'failed', reason: `writing lines: ${error.message}` } : WRITTEN),
      );
    }),
  close: () => Promise.resolve(),
});
