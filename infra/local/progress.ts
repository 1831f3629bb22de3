/** Lines a person reads while the house starts: what is being done, and how long it took. */
export class Progress {
  readonly #write: (text: string) => void
  readonly #started = performance.now()

  constructor(write: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#write = write
  }

  line(text = ''): void {
    this.#write(`${text}\n`)
  }

  /** Says `doing`, does it, and says how long it took. */
  async step<T>(doing: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now()
    this.#write(`${doing} …\n`)
    const result = await work()
    const seconds = (performance.now() - started) / 1000
    if (seconds >= 0.5) this.#write(`  done in ${seconds.toFixed(1)} s\n`)
    return result
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000
  }
}
