/** On every answer: any page may read it, and see how long to wait. */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After, X-RateLimit-Reset',
};

/** Allowed where a preflight names none; `*` would not cover Authorization. */
export const ALLOWED_HEADERS = 'authorization, content-type, content-encoding, x-retry-count';
