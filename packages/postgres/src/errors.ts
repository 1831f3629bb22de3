const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ZHIHE_DATABASE_AWAY',
])
// Shutting down, crashed, starting up, the idle-in-transaction limit that closes the session, a server that may only be read (it was the first
// once), no such database, and a role or a password that it does not take: until somebody has mended that, nothing can be asked.
const unreachableStates = new Set(['57P01', '57P02', '57P03', '25P03', '25006', '3D000', '28000', '28P01'])
const lostStates = new Set(['ECONNRESET', 'EPIPE', '57P01', '57P02'])
const lostMessages = /^(Connection terminated|Client has encountered a connection error|Client was closed)/
// pg reports these without a code.
const unreachableMessages =
  /^(timeout exceeded when trying to connect|Query read timeout|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed)/
const busyStates = new Set(['55P03', '57014', '58030'])

/** True when the server could not be reached, went away, or did not answer in time. Looks through `cause`, as drizzle wraps. */
export function isUnreachable(error: unknown): boolean {
  return someCause(error, ({ code, message }) =>
    code === undefined
      ? unreachableMessages.test(message)
      : unreachableCodes.has(code) || unreachableStates.has(code) || code.startsWith('08'),
  )
}

/** True when a connection that was had is gone, with whatever ran on it. What was only waited for too long is not lost. */
export function isConnectionLost(error: unknown): boolean {
  return someCause(error, ({ code, message }) => (code === undefined ? lostMessages.test(message) : lostStates.has(code)))
}

/** True when a statement was sent and was not done in time, by our clock or the server's: the server may be away, or the statement too much for it. */
export function isLate(error: unknown): boolean {
  return someCause(error, ({ code, message }) => (code === undefined ? message.startsWith('Query read timeout') : code === '57014'))
}

/** True when nothing was tried, because the database is known to be away. */
export function isAway(error: unknown): boolean {
  return someCause(error, ({ code }) => code === 'ZHIHE_DATABASE_AWAY')
}

/** True when the server may only be read: a standby, or a first server that has been replaced. */
export function isReadOnly(error: unknown): boolean {
  return someCause(error, ({ code }) => code === '25006')
}

/**
 * True when the server answered that it cannot serve now: out of connections, disk or memory (class 53), a disk that fails, a lock not had in time,
 * a statement cancelled.
 */
export function isBusy(error: unknown): boolean {
  return someCause(error, ({ code }) => code !== undefined && (busyStates.has(code) || code.startsWith('53')))
}

/** True for a serialization failure (40001) or a deadlock (40P01): the whole transaction may be tried again. */
export function isSerializationConflict(error: unknown): boolean {
  return someCause(error, ({ code }) => code === '40001' || code === '40P01')
}

/** True when a prepared statement is gone, is another one, or its answer has other columns than when it was prepared. */
export function hasLostStatement(error: unknown): boolean {
  // The last is "cached plan must not change result type", whose code says only that something is not supported, and whose text is translated.
  return someCause(
    error,
    ({ code, routine }) => code === '26000' || code === '42P05' || (code === '0A000' && routine === 'RevalidateCachedQuery'),
  )
}

/** The violated constraint's name when the error is a unique violation (23505). */
export function violatedUniqueConstraint(error: unknown): string | undefined {
  return violatedConstraint(error, '23505')
}

/** The violated constraint's name when the error is a foreign key violation (23503). */
export function violatedForeignKey(error: unknown): string | undefined {
  return violatedConstraint(error, '23503')
}

function violatedConstraint(error: unknown, state: string): string | undefined {
  let found: string | undefined
  someCause(error, ({ code, constraint }) => {
    if (code === state) found = constraint ?? ''
    return code === state
  })
  return found
}

interface Fault {
  code: string | undefined
  constraint: string | undefined
  routine: string | undefined
  message: string
}

function someCause(error: unknown, matches: (fault: Fault) => boolean): boolean {
  return someError(error, (inner) => {
    const { code, constraint, routine } = inner as { code?: unknown; constraint?: unknown; routine?: unknown }
    const fault = { code: textOrNothing(code), constraint: textOrNothing(constraint), routine: textOrNothing(routine) }
    return matches({ ...fault, message: inner.message })
  })
}

/** Whether the error, or what caused it, is such a one. */
export function someError(error: unknown, matches: (inner: Error) => boolean): boolean {
  let current = error
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (matches(current)) return true
    current = current.cause
  }
  return false
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
