import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { fileInZip } from './zip';

interface Packed {
  readonly name: string;
  readonly content: Buffer;
  readonly deflated: boolean;
}

/** An archive as other programs write it: local headers with an extra field, then the directory, then the end. */
function zipOf(files: readonly Packed[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, deflated } of files) {
    const data = deflated ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30 + name.length + 4);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    local.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflated ? 8 : 0, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    entry.write(name, 46);
    locals.push(local, data);
    directory.push(entry);
    at += local.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const archive = join(mkdtempSync(join(tmpdir(), 'tutti-zip-')), 'x.jar');
const name = fc.stringMatching(/^[a-z/.-]{1,12}$/);
const packed = fc.record({ name, content: fc.uint8Array().map((bytes) => Buffer.from(bytes)), deflated: fc.boolean() });

test('every file of an archive comes out as it went in, packed or not', () => {
  fc.assert(
    fc.property(fc.uniqueArray(packed, { selector: (file) => file.name, minLength: 1 }), (files) => {
      writeFileSync(archive, zipOf(files));
      for (const file of files) expect(fileInZip(archive, file.name)).toEqual(file.content);
      expect(fileInZip(archive, 'ANOTHER')).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});

test('what is no archive is refused', () => {
  writeFileSync(archive, 'a page that says 404');
  expect(() => fileInZip(archive, 'x')).toThrow('not a ZIP archive');
});
