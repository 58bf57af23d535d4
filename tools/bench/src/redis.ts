import { once } from 'node:events';
import { connect } from 'node:net';

const LINE_END = '\r\n';

type Reply = string | readonly string[];

/** Asks Redis one thing, in its inline form; rejects with what it refuses. */
export async function askRedis(url: string, command: string): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setEncoding('latin1').write(command + LINE_END);
  let text = '';
  try {
    for (;;) {
      const [part] = (await once(socket, 'data')) as [string];
      text += part;
      const reply = replyIn(text);
      if (reply !== undefined) return reply;
    }
  } finally {
    socket.destroy();
  }
}

/** A number, a status, or a list of texts without line ends; undefined while it is not complete. */
export function replyIn(text: string): Reply | undefined {
  const lines = text.split(LINE_END);
  const rest = lines.pop();
  const [first = ''] = lines;
  if (lines.length === 0) return undefined;
  if (first.startsWith('-')) throw new Error(`Redis refused: ${first.slice(1)}`);
  if (!first.startsWith('*')) return first.slice(1);
  const isComplete = lines.length === 1 + 2 * Number(first.slice(1)) && rest === '';
  return isComplete ? lines.filter((_, i) => i > 0 && i % 2 === 0) : undefined;
}
