import type { Request, Response } from '@tutti/destinations';

/** How sending went: an answer, or why there is none (for people, without secrets). */
export type Sent =
  { readonly kind: 'answered'; readonly response: Response } | { readonly kind: 'failed'; readonly reason: string };

/** Carries requests of one kind to where they go. Never rejects for trouble on the way: that is `failed`. */
export interface Transport<Kind extends Request = Request> {
  /** One attempt, at most `timeoutMs` long. */
  readonly send: (request: Kind, timeoutMs: number) => Promise<Sent>;
  /** Ends what is under way and frees connections. */
  readonly close: () => Promise<void>;
}
