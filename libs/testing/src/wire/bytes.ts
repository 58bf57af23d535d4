/** Reads a message of Kafka from front to back; throws RangeError at its end. */
export class Cursor {
  constructor(
    private readonly bytes: Buffer,
    public at = 0,
  ) {}

  int16(): number {
    return this.bytes.readInt16BE((this.at += 2) - 2);
  }

  int32(): number {
    return this.bytes.readInt32BE((this.at += 4) - 4);
  }

  /** Null when the length says so. */
  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.take(length).toString('utf8');
  }

  /** Steps over bytes with a length before them. */
  skipBytes(): void {
    this.take(Math.max(0, this.int32()));
  }

  skip(length: number): void {
    this.take(length);
  }

  array<Item>(item: (cursor: this) => Item): Item[] {
    return Array.from({ length: Math.max(0, this.int32()) }, () => item(this));
  }

  private take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new RangeError(`the message ends before ${this.at + length}`);
    return this.bytes.subarray(this.at, (this.at += length));
  }
}

/** Two bytes. */
export const int16 = (value: number): Buffer => sized(2, (bytes) => bytes.writeInt16BE(value));

/** Four bytes. */
export const int32 = (value: number): Buffer => sized(4, (bytes) => bytes.writeInt32BE(value));

/** Eight bytes. */
export const int64 = (value: number): Buffer => sized(8, (bytes) => bytes.writeBigInt64BE(BigInt(value)));

/** A string with its length before it; null has the length -1. */
export const string = (text: string | null): Buffer =>
  text === null ? int16(-1) : Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);

/** Items with their number before them. */
export const array = (items: readonly Buffer[]): Buffer => Buffer.concat([int32(items.length), ...items]);

function sized(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}
