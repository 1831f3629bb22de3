import { grown, type Halves, halves, type Words, words } from './memory.ts'

/**
 * Short lists of 16-bit units. Those of one group stand near each other, because they are read one after the other; a freed place is taken
 * again by the next list of its length there.
 */
export interface Lists {
  /** Where a list of that many units may be written. */
  take: (length: number, group: number) => number
  free: (start: number, length: number, group: number) => void
  memory: ListMemory
}

export interface ListMemory {
  /** [units used] */
  header: Words
  units: Halves
}

export function newListMemory(): ListMemory {
  return { header: words(1), units: halves(1_024) }
}

const chunk = 2_048
const longest = 256

export function createLists(memory: ListMemory = newListMemory()): Lists {
  const { header } = memory
  const freed = new Map<number, number[]>()
  const open = new Map<number, { next: number; end: number }>()
  return {
    take: (length, group) => {
      const again = freed.get(group * longest + length)?.pop()
      if (again !== undefined) return again
      let room = open.get(group)
      if (room === undefined || room.next + length > room.end) {
        room = addChunk()
        open.set(group, room)
      }
      room.next += length
      return room.next - length
    },
    free: (start, length, group) => {
      if (length === 0) return
      const key = group * longest + length
      const places = freed.get(key)
      if (places === undefined) freed.set(key, [start])
      else places.push(start)
    },
    memory,
  }

  function addChunk() {
    const start = header[0] as number
    memory.units = grown(memory.units, start + chunk)
    header[0] = start + chunk
    return { next: start, end: start + chunk }
  }
}
