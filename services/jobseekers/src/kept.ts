export interface Kept<T> {
  value: T
  /** When it began to be made. */
  at: Date
}

export interface KeepOptions<T, Context> {
  /** Told for whom it is made: whoever asked when none was kept. */
  make: (key: string, context: Context) => Promise<T>
  now: () => Date
  keepMs: number
}

/** Makes a value once and answers with it for a while; who asks while it is being made waits for the same one. A failure is not kept. */
export function keepFor<T, Context = void>({
  make,
  now,
  keepMs,
}: KeepOptions<T, Context>): (key: string, context: Context) => Promise<Kept<T>> {
  const kept = new Map<string, { at: Date; making: Promise<T> }>()

  return async (key, context) => {
    const time = now()
    for (const [known, { at }] of kept) if (time.getTime() - at.getTime() >= keepMs) kept.delete(known)
    let entry = kept.get(key)
    if (!entry) {
      entry = { at: time, making: make(key, context) }
      kept.set(key, entry)
    }
    try {
      return { value: await entry.making, at: entry.at }
    } catch (error) {
      if (kept.get(key) === entry) kept.delete(key)
      throw error
    }
  }
}
