import { readDay, readGradeDigit, readTypeDigits } from './cell-readers.ts'
import type { GivenPerson } from './given-person.ts'
import type { ImportFinding } from './import-finding.ts'
import type { PersonCells } from './person-cells.ts'
import { readNumberCell } from './spoilt-number.ts'

export interface ReadNumbers {
  identity: Pick<GivenPerson['identity'], 'idNumber' | 'certificateNumber'>
  findings: ImportFinding[]
}

const numberFields = ['idNumber', 'certificateNumber'] as const

/**
 * The numbers of a row, and what its other cells say that is in them too: type, grade, sex and birth must agree with the number, and are then
 * forgotten. Which of them is wrong is for whoever has the card to see, so both are named and neither is said.
 */
export function readNumbers(cells: PersonCells): ReadNumbers {
  const identity: ReadNumbers['identity'] = {}
  const findings: ImportFinding[] = []
  for (const field of numberFields) {
    const text = cells.text(field)
    if (text === '') continue
    const read = readNumberCell({ text, kind: field, isNumeric: cells.isNumeric(field) })
    if (!read.ok) findings.push({ column: cells.column(field), code: read.spoilt, refuses: true })
    else {
      identity[field] = read.value
      if (read.tidied) findings.push({ column: cells.column(field), code: 'number_tidied', refuses: false })
    }
  }
  return { identity, findings: [...findings, ...contradictions(cells, identity)] }
}

function contradictions(cells: PersonCells, { idNumber, certificateNumber }: ReadNumbers['identity']): ImportFinding[] {
  const findings: ImportFinding[] = []
  const disagrees = (
    field: 'disabilityType' | 'disabilityGrade' | 'sex' | 'birth',
    code: 'contradicts_certificate' | 'contradicts_identity',
  ) => findings.push({ column: cells.column(field), code, refuses: true })
  if (certificateNumber !== undefined && /^.{18}[1-7][1-4]/.test(certificateNumber)) {
    const types = readTypeDigits(cells.text('disabilityType'))
    const grade = readGradeDigit(cells.text('disabilityGrade') || cells.text('disabilityType'))
    if (types && !types.has(certificateNumber.charAt(18))) disagrees('disabilityType', 'contradicts_certificate')
    if (grade && grade !== certificateNumber.charAt(19)) {
      disagrees(cells.text('disabilityGrade') === '' ? 'disabilityType' : 'disabilityGrade', 'contradicts_certificate')
    }
  }
  const number = idNumber ?? certificateNumber
  if (number !== undefined && /^\d{17}/.test(number)) {
    const sex = /男/.test(cells.text('sex')) ? 1 : /女/.test(cells.text('sex')) ? 0 : null
    if (sex !== null && Number(number.charAt(16)) % 2 !== sex) disagrees('sex', 'contradicts_identity')
    const birth = readDay(cells.text('birth'))
    if (birth !== null && birth.slice(0, 7) !== `${number.slice(6, 10)}-${number.slice(10, 12)}`) disagrees('birth', 'contradicts_identity')
  }
  return findings
}
