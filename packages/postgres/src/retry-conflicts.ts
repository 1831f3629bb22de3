import { setTimeout as pause } from 'node:timers/promises'
import { isSerializationConflict } from './errors.ts'

const attempts = 4
const longestPauseMs = 40

/**
 * Does a whole transaction again when PostgreSQL ended it for a deadlock or a serialization failure: up to three times, after a short random
 * pause, so that two that met do not meet again. `work` must begin and commit its own transaction and touch nothing else.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !isSerializationConflict(error)) throw error
      await pause(Math.random() * longestPauseMs * attempt)
    }
  }
}
