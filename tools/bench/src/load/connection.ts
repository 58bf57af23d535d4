import type { Socket } from 'node:net';
import { connect } from 'node:net';

const HEADER_END = '\r\n\r\n';

/** Where events go. */
export interface Target {
  readonly ingestUrl: string;
  readonly writeKey: string;
}

/**
 * One keep-alive connection, one request at a time. It does the least that HTTP/1.1 asks for, because whatever the
 * generator costs is taken from the cores of what is measured. Connects when first used and after any trouble.
 */
export class Connection {
  #socket: Socket | undefined;
  #received = '';
  #answered: (status: number) => void = () => undefined;

  constructor(private readonly target: Target) {}

  /** The status of the answer; 0 when there was none. */
  send(request: Buffer): Promise<number> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#socket ??= this.#connect();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connect(): Socket {
    const { hostname, port } = new URL(this.target.ingestUrl);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#read(text));
    socket.on('error', () => undefined); // `close` follows
    socket.on('close', () => this.#lose(socket));
    return socket;
  }

  #read(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf(HEADER_END);
    if (end === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < end + HEADER_END.length + length) return;
    const status = Number(this.#received.slice(9, 12));
    this.#received = '';
    this.#answered(status);
  }

  #lose(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#received = '';
    this.#answered(0);
  }
}

/** Everything of a request but its body. */
export function headOf({ ingestUrl, writeKey }: Target, path: string, bodyBytes: number): string {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${new URL(ingestUrl).host}`,
    `authorization: ${authorization}`,
    'content-type: application/json',
    `content-length: ${bodyBytes}`,
  ];
  return `${lines.join('\r\n')}${HEADER_END}`;
}
