export interface Limits {
  /** In flight at once to endpoints that answer quickly. */
  quick: number
  /** And to those that are slow or failing, which can so never take the places of the others. */
  slow: number
  perEndpoint: number
}

export interface Pace {
  /** What may begin now, and which endpoints are slow. */
  room(): { quick: number; slow: number; slowIds: string[] }
  /** An attempt begins; the function returned ends it. */
  begin(endpointId: string, isSlow: boolean): () => void
  inFlight(): number
}

interface Flight {
  endpointId: string
  isSlow: boolean
  since: number
}

/** An endpoint is slow whose answers take longer than this, or one that has not answered for so long. */
const slowMs = 1_000
const newestWeight = 0.5
/** Whatever hangs: so many sockets and no more. */
const mostInFlight = 768

/** How quickly endpoints answer, as this process sees it: what hangs or drips must not take every place. */
export function createPace(limits: Limits, clock: () => number = () => performance.now()): Pace {
  const flights = new Set<Flight>()
  const averages = new Map<string, number>() // of slow endpoints only

  const end = (flight: Flight): void => {
    if (!flights.delete(flight)) return
    const { endpointId, since } = flight
    const average = (1 - newestWeight) * (averages.get(endpointId) ?? 0) + newestWeight * (clock() - since)
    if (average > slowMs) averages.set(endpointId, average)
    else averages.delete(endpointId)
  }
  return {
    inFlight: () => flights.size,
    begin(endpointId, isSlow) {
      const flight = { endpointId, isSlow, since: clock() }
      flights.add(flight)
      return () => end(flight)
    },
    room() {
      const slow = new Set(averages.keys())
      const before = clock() - slowMs
      for (const { endpointId, since } of flights) if (since < before) slow.add(endpointId)
      let slowFlights = 0
      for (const { endpointId, isSlow } of flights) if (isSlow || slow.has(endpointId)) slowFlights += 1
      const left = mostInFlight - flights.size
      return {
        quick: Math.max(0, Math.min(limits.quick - (flights.size - slowFlights), left)),
        slow: Math.max(0, Math.min(limits.slow - slowFlights, left)),
        slowIds: [...slow],
      }
    },
  }
}
