import { crc32, deflateRawSync } from 'node:zlib'
import type { ZipPart } from './zip-parts.ts'

/** 1980-01-01, the first day of the format: the same content gives the same bytes. */
const dosDate = 0x21
const utf8Names = 0x800

export function packPart(name: string, content: Buffer | string): ZipPart {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { name, packed: deflateRawSync(bytes), method: 8, crc: crc32(bytes), size: bytes.length }
}

/** A package of the parts, in their order, each as it is packed: what was not changed keeps its bytes. */
export function writeZip(parts: Iterable<ZipPart>): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  let count = 0
  for (const part of parts) {
    const local = localHeader(part)
    files.push(local, part.packed)
    directory.push(directoryHeader(part, offset))
    offset += local.length + part.packed.length
    count += 1
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...files, central, endOfDirectory(count, central.length, offset)])
}

function localHeader(part: ZipPart): Buffer {
  const name = Buffer.from(part.name)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(utf8Names, 6)
  header.writeUInt16LE(part.method, 8)
  header.writeUInt16LE(dosDate, 12)
  writeSizes(header, 14, part)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name])
}

function directoryHeader(part: ZipPart, offset: number): Buffer {
  const name = Buffer.from(part.name)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(utf8Names, 8)
  header.writeUInt16LE(part.method, 10)
  header.writeUInt16LE(dosDate, 14)
  writeSizes(header, 16, part)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, name])
}

function writeSizes(header: Buffer, at: number, { crc, packed, size }: ZipPart): void {
  header.writeUInt32LE(crc, at)
  header.writeUInt32LE(packed.length, at + 4)
  header.writeUInt32LE(size, at + 8)
}

function endOfDirectory(count: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(bytes, 12)
  end.writeUInt32LE(offset, 16)
  return end
}
