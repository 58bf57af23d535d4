/** An HTTP request as data. Header names are lower case. */
export interface HttpRequest {
  readonly kind: 'http';
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Lines of text for the output of the sink's own process. */
export interface LinesRequest {
  readonly kind: 'lines';
  readonly lines: readonly string[];
}

/** What a destination asks a transport of the sink to send; `kind` is the name of the transport. */
export type Request = HttpRequest | LinesRequest;

/** An answer, as far as it was read. Header names are lower case; transports without answers say 200. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
