import type { CitizenIdOptions, CitizenIdRefusal } from './citizen-id.ts'
import { checkCitizenId, cleanNumber } from './citizen-id.ts'
import type { Label } from './label.ts'

/** GB/T 26341-2010: the digit in the certificate number, and our code. */
export const disabilityTypes = [
  { code: 'visual', digit: 1, zh: '视力', en: 'Visual' },
  { code: 'hearing', digit: 2, zh: '听力', en: 'Hearing' },
  { code: 'speech', digit: 3, zh: '言语', en: 'Speech' },
  { code: 'physical', digit: 4, zh: '肢体', en: 'Physical' },
  { code: 'intellectual', digit: 5, zh: '智力', en: 'Intellectual' },
  { code: 'mental', digit: 6, zh: '精神', en: 'Psychosocial' },
  { code: 'multiple', digit: 7, zh: '多重', en: 'Multiple' },
] as const satisfies readonly ({ code: string; digit: number } & Label)[]

export const disabilityGrades = [
  { grade: 1, zh: '一级', en: 'Grade 1 (most severe)' },
  { grade: 2, zh: '二级', en: 'Grade 2' },
  { grade: 3, zh: '三级', en: 'Grade 3' },
  { grade: 4, zh: '四级', en: 'Grade 4 (least severe)' },
] as const satisfies readonly ({ grade: number } & Label)[]

export type DisabilityType = (typeof disabilityTypes)[number]['code']
export type DisabilityGrade = (typeof disabilityGrades)[number]['grade']

export interface Certificate {
  value: string
  /** The first 18 characters: the key of the person, whatever card is shown. */
  citizenId: string
  regionCode: string
  birthDate: string
  sex: 'male' | 'female'
  type: DisabilityType
  grade: DisabilityGrade
  /** "B", "B1", "B2" ... of a card re-issued after a loss. */
  reissue: string | null
}

export type CertificateRefusal = CitizenIdRefusal | 'type' | 'grade' | 'suffix'

export type CheckedCertificate = ({ ok: true } & Certificate) | { ok: false; reason: CertificateRefusal }

/** Checks a 残疾人证 number: an 18-character citizen number, a type digit, a grade digit and, after a loss, a B-suffix (残疾人证管理办法). */
export function checkCertificate(text: string, options: CitizenIdOptions): CheckedCertificate {
  const value = cleanNumber(text)
  if (value.length < 20) return { ok: false, reason: 'length' }
  const suffix = value.slice(20)
  if (!/^(?:B\d{0,2})?$/.test(suffix)) return { ok: false, reason: 'suffix' }

  const citizen = checkCitizenId(value.slice(0, 18), options)
  if (!citizen.ok) return citizen
  const type = disabilityTypes.find(({ digit }) => String(digit) === value.charAt(18))
  if (!type) return { ok: false, reason: 'type' }
  const grade = disabilityGrades.find((row) => String(row.grade) === value.charAt(19))
  if (!grade) return { ok: false, reason: 'grade' }

  const { regionCode, birthDate, sex } = citizen
  const card = { type: type.code, grade: grade.grade, reissue: suffix === '' ? null : suffix }
  return { ok: true, value, citizenId: citizen.value, regionCode, birthDate, sex, ...card }
}
