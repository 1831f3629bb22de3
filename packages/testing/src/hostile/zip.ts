import { crc32, deflateRawSync } from 'node:zlib'

/** A part of a package; what its directory says of it may be a lie. */
export interface PackedPart {
  name: string
  packed: Buffer
  crc: number
  size: number
  /** 0 stored, 8 deflated. */
  method: 0 | 8
}

export function packPart(name: string, content: Buffer | string): PackedPart {
  const bytes = Buffer.from(content)
  return { name, packed: deflateRawSync(bytes, { level: 9 }), crc: crc32(bytes), size: bytes.length, method: 8 }
}

/** A zip of these parts. Parts with the very same `packed` bytes are written once and named often, as a bomb of overlapping parts does. */
export function zipOf(parts: readonly PackedPart[]): Buffer {
  const pieces: Buffer[] = []
  const written = new Map<Buffer, number>()
  const directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    let offset = written.get(part.packed)
    if (offset === undefined) {
      offset = at
      written.set(part.packed, offset)
      const local = Buffer.concat([headOf(part, { isCentral: false }), name, part.packed])
      pieces.push(local)
      at += local.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([headOf(part, { isCentral: true }), tail, name]))
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, central, end])
}

function headOf({ name, packed, crc, size, method }: PackedPart, { isCentral }: { isCentral: boolean }): Buffer {
  const start = isCentral ? 2 : 0
  const head = Buffer.alloc(30 + start)
  head.writeUInt32LE(isCentral ? 0x02014b50 : 0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  if (isCentral) head.writeUInt16LE(20, 6)
  head.writeUInt16LE(0x0800, 6 + start)
  head.writeUInt16LE(method, 8 + start)
  head.writeUInt32LE(crc, 14 + start)
  head.writeUInt32LE(packed.length, 18 + start)
  head.writeUInt32LE(size, 22 + start)
  head.writeUInt16LE(Buffer.byteLength(name), 26 + start)
  return head
}
