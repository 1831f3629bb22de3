export type CitizenIdRefusal = 'length' | 'alphabet' | 'region' | 'date' | 'check'

export interface CitizenIdOptions {
  /** Accept region 99, which belongs to nobody; for tests and samples only. */
  allowTestRegion?: boolean
  /** Today as `YYYY-MM-DD` (or a time that begins so): nobody is born later. */
  today: string
}

export interface CitizenId {
  value: string
  /** Region at first registration; it may have been abolished since. */
  regionCode: string
  /** `YYYY-MM-DD` */
  birthDate: string
  sex: 'male' | 'female'
}

export type CheckedCitizenId = ({ ok: true } & CitizenId) | { ok: false; reason: CitizenIdRefusal }

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

// Provinces of GB/T 2260, and 83 for the residence permit of people from Taiwan. Districts are not looked up: many are abolished.
const provincePrefixes = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
)
const testRegionPrefix = '99'

/** Checks an 18-digit citizen number (GB 11643): province, real date not after today, check character. Width, case and spaces are forgiven. */
export function checkCitizenId(text: string, options: CitizenIdOptions): CheckedCitizenId {
  const value = cleanNumber(text)
  if (value.length !== 18) return { ok: false, reason: 'length' }
  if (!/^\d{17}[\dX]$/.test(value)) return { ok: false, reason: 'alphabet' }
  if (!isKnownProvince(value.slice(0, 2), options.allowTestRegion === true)) return { ok: false, reason: 'region' }

  const birthDate = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`
  if (!isRealDate(birthDate) || birthDate > options.today.slice(0, 10)) return { ok: false, reason: 'date' }
  if (checkCharacter(value) !== value.charAt(17)) return { ok: false, reason: 'check' }

  return { ok: true, value, regionCode: value.slice(0, 6), birthDate, sex: Number(value.charAt(16)) % 2 === 1 ? 'male' : 'female' }
}

/** NFKC, upper case, without any white space: how numbers are typed differs, the number does not. */
export function cleanNumber(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

function isKnownProvince(prefix: string, allowTestRegion: boolean): boolean {
  return provincePrefixes.has(prefix) || (allowTestRegion && prefix === testRegionPrefix)
}

function isRealDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function checkCharacter(value: string): string {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(value.charAt(at)), 0)
  return checkCharacters.charAt(sum % 11)
}
