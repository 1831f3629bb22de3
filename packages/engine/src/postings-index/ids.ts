/** Writes the 16 bytes of a canonical UUID as four words, the first digits in the highest bits. */
export function writeId(words: Int32Array, at: number, id: string): void {
  const digits = id.replaceAll('-', '')
  for (let place = 0; place < 4; place += 1) words[at + place] = Number.parseInt(digits.slice(place * 8, place * 8 + 8), 16) | 0
}

const twoTo32 = 2 ** 32

/** A whole number below 2^53 as two words. */
export function writeVersion(words: Int32Array, at: number, version: number): void {
  words[at] = (version % twoTo32) | 0
  words[at + 1] = Math.floor(version / twoTo32)
}

export function readVersion(words: Int32Array, at: number): number {
  return (words[at + 1] as number) * twoTo32 + ((words[at] as number) >>> 0)
}

/** The canonical UUID that stands at `at`. */
export function readId(words: Int32Array, at: number): string {
  let digits = ''
  for (let place = 0; place < 4; place += 1) digits += ((words[at + place] ?? 0) >>> 0).toString(16).padStart(8, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`
}

/** Negative when the id at `a` stands before the one at `b`: the order of their texts, because hexadecimal digits rise as their characters do. */
export function compareIdsAt(words: Int32Array, a: number, b: number): number {
  for (let place = 0; place < 4; place += 1) {
    const more = ((words[a + place] ?? 0) >>> 0) - ((words[b + place] ?? 0) >>> 0)
    if (more !== 0) return more
  }
  return 0
}

/** Texts of ids as they were last read, by record: it is quicker to see that an id is still the same than to spell it again. */
export function createIdReader(): (words: Int32Array, at: number, record: number) => string {
  const texts: string[] = []
  let seen = new Int32Array(256)
  return (words, at, record) => {
    if (seen.length < (record + 1) * 4) {
      const longer = new Int32Array((record + 1) * 8)
      longer.set(seen)
      seen = longer
    }
    const held = texts[record]
    let isSame = held !== undefined
    for (let place = 0; place < 4; place += 1) {
      if (seen[record * 4 + place] !== words[at + place]) isSame = false
      seen[record * 4 + place] = words[at + place] as number
    }
    if (isSame) return held as string
    const text = readId(words, at)
    texts[record] = text
    return text
  }
}
