import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** What was appended to a file since the last call; a file that became shorter is read from its beginning. */
export function followed(file: string): () => string {
  let at = sizeOf(file);
  return () => {
    const size = sizeOf(file);
    if (size < at) at = 0;
    if (size === at) return '';
    const bytes = Buffer.alloc(size - at);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, bytes, 0, bytes.length, at);
    closeSync(descriptor);
    at = size;
    return bytes.toString();
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
