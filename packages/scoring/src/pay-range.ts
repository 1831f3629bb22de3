import type { Pay } from './facts.ts'

export interface MonthlyRange {
  minFen: number
  maxFen: number
}

/**
 * A month's pay in integer fen, or null when it cannot be known (piece rates).
 * 21.75 paid days and 174 hours a month: 关于职工全年月平均工作时间和工资折算问题的通知 (人社部发〔2025〕2号 keeps 21.75 days).
 */
export function monthlyRange(pay: Pay): MonthlyRange | null {
  if (pay.unit === 'piece') return null
  const minFen = monthly(pay.minFen, pay.unit)
  return { minFen, maxFen: Math.max(minFen, monthly(pay.maxFen, pay.unit)) }
}

function monthly(fen: number, unit: Exclude<Pay['unit'], 'piece'>): number {
  switch (unit) {
    case 'month':
      return fen
    case 'year':
      return Math.floor(fen / 12)
    case 'day':
      return Math.floor((fen * 2_175) / 100)
    case 'hour':
      return fen * 174
  }
}
