/** The n-th of a row of canonical UUIDs, in their own order; for tests and benchmarks. */
export function uuid(n: number): string {
  return `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}
