import { setTimeout as pause } from 'node:timers/promises'
import { isConnectionLost, isSerializationConflict } from './errors.ts'
import { isUndone } from './undone.ts'

const conflictsForgiven = 3
const longestPauseMs = 40

/**
 * Does a whole transaction again when PostgreSQL ended it for a deadlock or a serialization failure: up to three times, after a short random
 * pause, so that two that met do not meet again; and once when its connection was lost before `commit` was sent, so that it certainly did nothing.
 * `work` must begin and commit its own transaction and touch nothing else.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let conflicts = 0, losses = 0; ; ) {
    try {
      return await work()
    } catch (error) {
      if (isSerializationConflict(error) && conflicts < conflictsForgiven) {
        conflicts += 1
        await pause(Math.random() * longestPauseMs * conflicts)
      } else if (isUndone(error) && losses === 0) losses += 1
      else throw error
    }
  }
}

/** Does once more what only reads, or may be done twice, when the connection it ran on was lost. */
export async function retryLost<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isConnectionLost(error)) throw error
    return await work()
  }
}
