import type { Violation } from './evidence';
import type { Place, Witnessed } from './read';
import { readEvidence } from './read';
import { violationsIn } from './violations';

/**
 * Reads an installation at rest from zero and says what is not as promised; nothing where all is well. Rejects when it
 * cannot be read: a part is away, a transaction is open for longer than 20 s, or a topic has lost its beginning.
 */
export const check = async (place: Place, witnessed: Witnessed = {}): Promise<readonly Violation[]> =>
  violationsIn(await readEvidence(place, witnessed));
