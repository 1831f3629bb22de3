/**
 * What of an error may be logged and kept with a job: the innermost cause's name, message and code, and where it was thrown. The errors of our
 * libraries carry the statement, its parameters or the command, and with them the payload.
 */
export function safeError(error: unknown): Error {
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  if (!(inner instanceof Error)) return new Error(typeof inner === 'string' ? inner : 'something that is no error was thrown')

  const message = withoutValue(inner)
  const safe = new Error(message)
  safe.name = inner.name
  const frames = (error instanceof Error ? (error.stack ?? '') : '').split('\n').filter((line) => /^\s+at /.test(line))
  safe.stack = [`${inner.name}: ${message}`, ...frames].join('\n')
  return 'code' in inner && typeof inner.code === 'string' ? Object.assign(safe, { code: inner.code }) : safe
}

// PostgreSQL quotes the value in the messages of class 22 (invalid input syntax for type uuid: "…").
function withoutValue(error: Error): string {
  const isDataException = 'code' in error && typeof error.code === 'string' && /^22[0-9A-Z]{3}$/.test(error.code)
  return isDataException ? error.message.replace(/"[^"]*"/g, '"…"') : error.message
}
