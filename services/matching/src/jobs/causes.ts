/**
 * Which trace a posting or a person is to be ranked for, by id: that of the first change that is not ranked yet. In memory alone: a list that another
 * process has to make belongs to no trace.
 */
export interface Causes {
  note(entityId: string, trace: string | undefined): void
  /** Takes away what is known of these. */
  take(entityIds: Iterable<string>): ReadonlyMap<string, string>
}

export function createCauses(): Causes {
  const traces = new Map<string, string>()
  return {
    note: (entityId, trace) => {
      if (trace !== undefined && !traces.has(entityId)) traces.set(entityId, trace)
    },
    take: (entityIds) => {
      const taken = new Map<string, string>()
      if (traces.size === 0) return taken
      for (const id of entityIds) {
        const trace = traces.get(id)
        if (trace !== undefined) taken.set(id, trace)
        traces.delete(id)
      }
      return taken
    },
  }
}
