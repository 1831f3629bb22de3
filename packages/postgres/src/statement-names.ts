export interface StatementNames {
  /** The name under which a text with parameters is to run; undefined while it is to run without one. */
  nameOf(text: string): string | undefined
  /** From now on no name that was given is used again. */
  renewAll(): void
}

export interface StatementNamesOptions {
  /** Told which name is not used any more; the server may forget it. */
  close: (name: string) => void
  /** A clock in milliseconds. */
  now?: () => number
}

/** A text that came so often will come again: planning it once pays. */
const timesBeforeName = 5
/** Each name is a plan that the server keeps in memory, for each connection. */
const mostNames = 300
const mostCounted = 1_000
// Lists and rows of different length make new texts without end, and the long ones are those.
const longestText = 8_000
// A plan for any values is chosen once, by the size that tables had then; only `analyze`, a minute later, would have it chosen again.
const renewAfterMs = 10_000

/**
 * Which statements of one connection are prepared, and under which names: a text that comes for the fifth time, at most 300 of them, each
 * prepared anew every 10 s. Texts that do not repeat leave no trace.
 */
export function createStatementNames({ close, now = () => performance.now() }: StatementNamesOptions): StatementNames {
  const named = new Map<string, { name: string; until: number }>()
  const counted = new Map<string, number>()
  let serial = 0

  function give(text: string): string {
    serial += 1
    const name = `s${serial}`
    named.set(text, { name, until: now() + renewAfterMs })
    return name
  }

  function hasComeOften(text: string): boolean {
    const times = (counted.get(text) ?? 0) + 1
    counted.delete(text)
    if (times >= timesBeforeName) return true
    if (counted.size >= mostCounted) counted.clear()
    counted.set(text, times)
    return false
  }

  return {
    nameOf: (text) => {
      const known = named.get(text)
      if (known && now() < known.until) return known.name
      if (known) {
        close(known.name)
        return give(text)
      }
      if (text.length > longestText || named.size >= mostNames || !hasComeOften(text)) return undefined
      return give(text)
    },
    renewAll: () => {
      for (const entry of named.values()) entry.until = -Infinity
    },
  }
}
