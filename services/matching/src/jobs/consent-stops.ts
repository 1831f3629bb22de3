import type { DomainEvent } from '@zhihe/contracts/event'

export interface ConsentStops {
  /** Remembers who is not to be matched any more, and since when; anything else is passed by. */
  note(event: DomainEvent): void
  /** Looks who has left every list since, as far as this process knows. */
  look(): void
}

interface Deps {
  listsWith: (jobseekerId: string) => ReadonlySet<string>
  now: () => Date
  /** Milliseconds from her word until she stood on no list. */
  onStopped: (ms: number) => void
}

/** Measures how long a withdrawn consent takes to empty the lists. Two clocks: never less than zero. */
export function watchConsentStops({ listsWith, now, onStopped }: Deps): ConsentStops {
  const stopping = new Map<string, number>()
  return {
    note(event) {
      if (event.type !== 'jobseeker.changed') return
      const { id, active, consentsToMatching } = event.data.facts
      if (active && consentsToMatching) stopping.delete(id)
      else if (!stopping.has(id)) stopping.set(id, Date.parse(event.occurredAt))
    },
    look() {
      for (const [id, saidAt] of stopping) {
        if (listsWith(id).size > 0) continue
        stopping.delete(id)
        onStopped(Math.max(0, now().getTime() - saidAt))
      }
    },
  }
}
