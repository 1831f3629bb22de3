import { type FileHandle, open, rename } from 'node:fs/promises'
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { scoringVersion } from '@zhihe/scoring/weights'
import { tableVersion } from '@zhihe/vocabulary/accommodation'
import type { EngineState } from './engine.ts'
import { createPeople, type PeopleMemory } from './people/people.ts'
import type { PostingMemory, PostingTerms } from './postings-index/memory.ts'
import { createPostingsIndex, readTermTexts, termTextsOf } from './postings-index.ts'
import { type ArrayPlace, bytesOfArray, newArray, placeOf, putArrays, takeArrays } from './snapshot-arrays.ts'
import { createLazyShelf, type PackedFacts, packFacts } from './snapshot-shelf.ts'

/** Changes with the layout of the arrays: what another one wrote cannot be read. */
const format = '1'

/** Whose figures a snapshot was made with. */
const version = `${format} ${scoringVersion} ${tableVersion} ${endianness()}`

interface Body {
  people: PeopleMemory
  odd: JobseekerFacts[]
  early: [id: string, count: number][]
  postings: Omit<PostingMemory, 'numbers' | 'ownLists'>
  terms: Record<keyof PostingTerms, readonly string[]>
  candidates: [id: string, count: number][]
  facts: PackedFacts
}

interface Header {
  version: string
  watermark: string
  body: unknown
  arrays: ArrayPlace[]
}

export interface Snapshot {
  state: EngineState
  /** What the writer was told: from where on changes have to be read. */
  watermark: string
}

const lengthBytes = 8
const checksumBytes = 4

/**
 * Everything the engine holds, in one file: the arrays as they are, and what is not an array as JSON. It is written beside the file and
 * then takes its name, so that a reader finds the old one or the new one, whole.
 */
export async function writeSnapshot({ people, shelf, postings }: EngineState, file: string, watermark: string): Promise<void> {
  const { numbers: _, ownLists: __, ...memory } = postings.memory
  const body: Body = {
    people: people.memory,
    odd: [...people.odd.values()],
    early: [...people.early],
    postings: memory,
    terms: termTextsOf(postings.terms),
    candidates: [...postings.candidates()],
    facts: packFacts(shelf.all()),
  }
  const arrays: Parameters<typeof takeArrays>[1] = []
  const header: Header = { version, watermark, body: takeArrays(body, arrays), arrays: arrays.map(placeOf) }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(lengthBytes)
  length.writeBigUInt64LE(BigInt(text.length))

  const handle = await open(`${file}.new`, 'w')
  try {
    let sum = 0
    for (const part of [length, text, ...arrays.map(bytesOfArray)]) {
      sum = crc32(part, sum)
      await writeAll(handle, part)
    }
    const checksum = Buffer.alloc(checksumBytes)
    checksum.writeUInt32LE(sum)
    await writeAll(handle, checksum)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

/**
 * The state a snapshot holds; changes after its watermark are put on top of it, and what it already knows is dropped by its version.
 * @throws when another version wrote it, or when it is not whole
 */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const handle = await open(file, 'r')
  try {
    const length = await readAll(handle, Buffer.alloc(lengthBytes))
    const { size } = await handle.stat()
    const textLength = Number(length.readBigUInt64LE())
    if (textLength > size) throw new Error(`the snapshot ${file} is not whole`)
    const text = await readAll(handle, Buffer.alloc(textLength))
    const header = JSON.parse(text.toString()) as Header
    if (header.version !== version) throw new Error(`the snapshot ${file} was written as "${header.version}", and this is "${version}"`)
    let sum = crc32(text, crc32(length))
    const arrays = header.arrays.map(newArray)
    for (const array of arrays) sum = crc32(await readAll(handle, bytesOfArray(array)), sum)
    const checksum = await readAll(handle, Buffer.alloc(checksumBytes))
    if (checksum.readUInt32LE() !== sum) throw new Error(`the snapshot ${file} is not whole: its checksum is another one`)
    return { state: restore(putArrays(header.body, arrays) as Body), watermark: header.watermark }
  } finally {
    await handle.close()
  }
}

function restore({ people: memory, odd, early, postings, terms, candidates, facts }: Body): EngineState {
  const people = createPeople(memory)
  for (const jobseeker of odd) people.put(jobseeker)
  for (const [id, count] of early) people.setRecommendations(id, count)
  const records = { numbers: new Float64Array(postings.records.buffer), ownLists: new Uint16Array(postings.records.buffer) }
  const index = createPostingsIndex({ ...postings, ...records }, readTermTexts(terms), candidates)
  return { people, shelf: createLazyShelf(facts), postings: index }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await handle.write(bytes, done, Math.min(bytes.length - done, mostAtOnce))).bytesWritten
}

async function readAll<B extends Uint8Array>(handle: FileHandle, bytes: B): Promise<B> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, mostAtOnce))
    if (bytesRead === 0) throw new Error('a snapshot is not whole: it ends too early')
    done += bytesRead
  }
  return bytes
}

const mostAtOnce = 1 << 28
