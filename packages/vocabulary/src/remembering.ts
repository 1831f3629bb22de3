const remembered = 2_000
const longestText = 400

/**
 * The reader with a memory for short texts: the cells of most columns come again in every row. Its readings are shared, so nobody may change
 * one; it forgets all when it is full.
 */
export function remembering<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    if (text.length > longestText) return read(text)
    const held = known.get(text)
    if (held !== undefined) return held
    const value = read(text)
    if (known.size >= remembered) known.clear()
    known.set(text, value)
    return value
  }
}

/** The same for a reading of several texts, or of one under a condition: all of them together are what comes again. */
export function rememberingAll<Given extends readonly (string | null)[], Value>(
  read: (...given: Given) => Value,
): (...given: Given) => Value {
  const known = remembering((key) => read(...(JSON.parse(key) as Given)))
  return (...given) => known(JSON.stringify(given))
}
