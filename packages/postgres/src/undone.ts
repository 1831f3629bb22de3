import { isConnectionLost, someError } from './errors.ts'

const undone = new WeakSet<Error>()
// What takes nothing with it when its answer is lost: it only begins, or tells the session whose work comes.
const beginsOnly = /^\s*(?:begin\b|reset zhihe\.|select set_config\()/i
const commits = /^\s*(?:commit|end)\b/i
// Never sent, whatever it was.
const notSent = /^(?:Client has encountered a connection error|Client was closed)/

/** Notes what an error of a lost connection means for the work behind it, where that is certain. `isInTransaction`: when the statement was sent. */
export function noteWhetherUndone(error: unknown, { text, isInTransaction }: { text: string; isInTransaction: boolean }): void {
  if (!(error instanceof Error) || !isConnectionLost(error)) return
  if (notSent.test(error.message) || beginsOnly.test(text) || (isInTransaction && !commits.test(text))) undone.add(error)
}

/**
 * True when a connection was lost and PostgreSQL has certainly taken back what was begun on it: the loss came before `commit` was sent. Then the
 * whole transaction may be done again. Looks through `cause`, as drizzle wraps.
 */
export function isUndone(error: unknown): boolean {
  return someError(error, (inner) => undone.has(inner))
}
