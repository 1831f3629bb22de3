const namedOfHundred = 40

/** How much the kill tests do. */
export interface KillForm {
  isLong: boolean
  /** Null: as few as still tell something. */
  rows: number | null
  /** Moments of time at which a process is killed, wherever it happens to be. */
  moments: number
}

/**
 * `ZHIHE_KILL_POINTS=100 ZHIHE_KILL_ROWS=5000` is the long form: every named crash point, at its first, middle and last pass, and as many moments of time as
 * are left of the hundred.
 */
export function readKillForm(env: Record<string, string | undefined>): KillForm {
  const points = Number(env['ZHIHE_KILL_POINTS'] ?? 0)
  const rows = env['ZHIHE_KILL_ROWS']
  return {
    isLong: points > 0,
    rows: rows === undefined ? null : Number(rows),
    moments: points > 0 ? Math.max(2, points - namedOfHundred) : 2,
  }
}

export const longFormMs = 40 * 60_000
