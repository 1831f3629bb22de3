export type UsccRefusal = 'length' | 'alphabet' | 'registration' | 'organisation_check' | 'check'

export type CheckedUscc = { ok: true; value: string } | { ok: false; reason: UsccRefusal }

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const inAlphabet = new RegExp(`^[${alphabet}]+$`)
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** Registering department (character 1) and the categories it hands out (character 2). */
const categories: Readonly<Record<string, string>> = {
  '1': '1239',
  '2': '19',
  '3': '123459',
  '4': '19',
  '5': '1239',
  '6': '129',
  '7': '129',
  '8': '19',
  '9': '123',
  A: '19',
  N: '1239',
  Y: '1',
}

/**
 * Checks a unified social credit code (GB 32100-2015) with both check characters: its own and that of the organisation code inside
 * (GB 11714). Width, case and outer spaces are forgiven; `value` is the clean code. The region part is not looked up, regions are abolished.
 */
export function checkUscc(code: string): CheckedUscc {
  const value = code.normalize('NFKC').trim().toUpperCase()
  if (value.length !== 18) return { ok: false, reason: 'length' }
  if (!inAlphabet.test(value)) return { ok: false, reason: 'alphabet' }
  if (!categories[value.charAt(0)]?.includes(value.charAt(1))) return { ok: false, reason: 'registration' }
  if (!/^\d{6}$/.test(value.slice(2, 8))) return { ok: false, reason: 'registration' }
  if (organisationCheck(value.slice(8, 16)) !== value.charAt(16)) return { ok: false, reason: 'organisation_check' }
  if (usccCheck(value.slice(0, 17)) !== value.charAt(17)) return { ok: false, reason: 'check' }
  return { ok: true, value }
}

function organisationCheck(body: string): string {
  const rest = 11 - (weightedSum(organisationWeights, (at) => Number.parseInt(body.charAt(at), 36)) % 11)
  if (rest === 10) return 'X'
  return rest === 11 ? '0' : String(rest)
}

function usccCheck(body: string): string {
  const sum = weightedSum(weights, (at) => alphabet.indexOf(body.charAt(at)))
  // The outer modulus matters: a sum divisible by 31 has the check character 0, which published validators refuse.
  return alphabet.charAt((31 - (sum % 31)) % 31)
}

function weightedSum(factors: readonly number[], valueAt: (at: number) => number): number {
  return factors.reduce((sum, factor, at) => sum + factor * valueAt(at), 0)
}
