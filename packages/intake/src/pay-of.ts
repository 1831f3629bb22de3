import type { PayTerms } from '@zhihe/vocabulary/read-pay'

/** Pay as a posting states it: in yuan, for one unit. */
export interface StatedPay {
  minFen: number | null
  maxFen: number | null
  unit: 'month' | 'day' | 'hour' | 'piece' | 'year'
  negotiable: boolean
}

/** Null where the terms cannot be stated: another currency, or an amount of which nobody can tell what it is for. */
export function payOf({ minFen, maxFen, unit, currency, negotiable }: PayTerms): StatedPay | null {
  if (currency !== 'CNY') return null
  const hasAmount = minFen !== null || maxFen !== null
  if (unit === 'unknown') return hasAmount ? null : { minFen, maxFen, unit: 'month', negotiable }
  // 班 is a working day.
  return { minFen, maxFen, unit: unit === 'shift' ? 'day' : unit, negotiable }
}
