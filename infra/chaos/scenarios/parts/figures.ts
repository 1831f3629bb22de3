/** A deadline that is stated for a quiet machine is judged twice as long: the house and who watches it share two cores. */
const slack = 2

/** Whether something that took `ms` (null: it never came) was in time. */
export function inTime(ms: number | null, barMs: number): boolean {
  return ms !== null && ms <= barMs * slack
}

/** For the table: `412 ms`, `3.4 s`, `never`. */
export function said(ms: number | null): string {
  if (ms === null) return 'never'
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
