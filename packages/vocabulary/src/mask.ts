import { cleanNumber } from './citizen-id.ts'

const shownRegionDigits = 6

/** Keeps the first character: 王小明 becomes 王**. The number of stars is fixed, so the length of the name stays unknown. */
export function maskName(name: string): string {
  const [first = ''] = name.normalize('NFKC').trim()
  return `${first}**`
}

/** Keeps the first three and the last two digits of a mobile number, 138******34; anything shorter than seven digits becomes stars. */
export function maskPhone(phone: string): string {
  const digits = phone
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^86(?=1\d{10}$)/, '')
  return digits.length < 7 ? '******' : `${digits.slice(0, 3)}******${digits.slice(-2)}`
}

/** Keeps the six region digits and twelve stars: nothing of birth date, sex or sequence can be read off. */
export function maskCitizenId(citizenId: string): string {
  return maskNumber(citizenId, 12)
}

/** Keeps the six region digits and fourteen stars, whatever the type, the grade or a re-issue suffix is. */
export function maskCertificate(certificate: string): string {
  return maskNumber(certificate, 14)
}

function maskNumber(text: string, stars: number): string {
  return cleanNumber(text).slice(0, shownRegionDigits) + '*'.repeat(stars)
}
