import { consentPurposes, newConsent } from '@zhihe/contracts/consent'
import { identity as identityContract } from '@zhihe/contracts/identity'
import { jobseekerPatch, newJobseeker } from '@zhihe/contracts/jobseeker'
import { issuesToErrors } from '@zhihe/http/field-errors'
import { z } from 'zod'
import { finding } from '../domain/decide-row.ts'
import { consentsOf, type GivenPerson } from '../domain/given-person.ts'
import { checkIdentity, holderOf, type IdentityOptions } from '../domain/identity.ts'
import type { ImportFinding } from '../domain/import-finding.ts'
import type { PersonField } from '../domain/people-columns.ts'
import type { PersonCells } from '../domain/person-cells.ts'
import { type RowContext, readPersonRow } from '../domain/read-person-row.ts'
import type { FileRow } from './people-rows.ts'

export interface ReadRow {
  sheet: number | null
  row: number
  /** Null: it is refused, or no person at all (`skipped`). */
  given: GivenPerson | null
  isSkipped: boolean
  findings: ImportFinding[]
  /** Citizen number, 18 characters: by it she is found again. */
  number: string | null
  columnOf: (pointer: string) => string | null
}

export type ReadContext = RowContext & Pick<IdentityOptions, 'allowTestRegion'> & { now: Date }

/** What a row says, and all that is wrong with it by itself. Asks the database nothing. */
export function readPeopleRow(row: FileRow, context: ReadContext): ReadRow {
  const place = { sheet: row.sheet, row: row.row }
  const none = { ...place, given: null, isSkipped: false, number: null, columnOf: () => null }
  if (row.kind === 'remark') return { ...none, isSkipped: true, findings: [] }
  if (row.kind === 'unreadable') return { ...none, findings: [row.finding] }
  const read = row.kind === 'record' ? readRecord(row.value) : readCells(row, context)
  const { given, columnOf } = read
  if (given === null) return { ...none, findings: read.findings, columnOf }
  const complete = { ...given, consents: consentsOf(given, context.stated) }
  const numbers = checkNumbers(complete, context)
  const findings = [...read.findings, ...numbers.refusals.map(({ pointer, reason }) => finding(columnOf(pointer), reason))]
  const isRefused = findings.some(({ refuses }) => refuses)
  // What is wrong with the number is said already.
  if (numbers.number === null && !isRefused) findings.push(finding(null, 'missing_number'))
  const isTaken = numbers.number !== null && !isRefused
  return { ...place, given: isTaken ? complete : null, isSkipped: false, findings, number: isTaken ? numbers.number : null, columnOf }
}

interface ReadGiven {
  given: GivenPerson | null
  findings: ImportFinding[]
  columnOf: (pointer: string) => string | null
}

function readRecord(value: Readonly<Record<string, unknown>>): ReadGiven {
  const parsed = newJobseeker.safeParse(value)
  const columnOf = (pointer: string) => pointer
  if (!parsed.success) return { given: null, findings: contractFindings(parsed.error, columnOf), columnOf }
  const { identity, profile, consents } = parsed.data
  const disclosures = consents.flatMap(({ purpose }, at) =>
    purpose === 'disclosure' ? [finding(`/consents/${at}/purpose`, 'disclosure_singly')] : [],
  )
  // A default is nobody's word.
  const said = typeof value['profile'] === 'object' && value['profile'] !== null ? value['profile'] : {}
  const stated = Object.fromEntries(Object.entries(profile).filter(([key]) => Object.hasOwn(said, key)))
  return { given: { identity, profile: stated, adds: {}, consents, refusesConsent: false }, findings: disclosures, columnOf }
}

/** The contract of a row: whatever is said fits it, and nothing has to be said. */
const rowContract = z.strictObject({
  identity: z.strictObject({
    name: identityContract.shape.name.optional(),
    idNumber: identityContract.shape.idNumber,
    certificateNumber: identityContract.shape.certificateNumber,
    phone: identityContract.shape.phone.optional(),
    guardian: identityContract.shape.guardian,
  }),
  profile: jobseekerPatch.shape.profile.unwrap(),
  consents: z.array(newConsent).max(consentPurposes.length),
})

function readCells({ cells, findings }: Extract<FileRow, { kind: 'cells' }>, context: ReadContext): ReadGiven {
  const read = readPersonRow(cells, context)
  const columnOf = columnsOfPointers(cells)
  const { identity, profile, consents } = read.given
  const parsed = rowContract.safeParse({ identity, profile: { ...profile, ...read.given.adds }, consents })
  const all = [...findings, ...read.findings]
  if (!parsed.success) return { given: null, findings: [...all, ...contractFindings(parsed.error, columnOf)], columnOf }
  return { given: { ...read.given, consents: parsed.data.consents }, findings: all, columnOf }
}

/** Codes, places and bounds of the contract; a key that nobody knows may be somebody's name and is not repeated. */
function contractFindings(error: z.ZodError, columnOf: ReadGiven['columnOf']): ImportFinding[] {
  return issuesToErrors(error.issues).map(({ pointer, code, zh, en }) => {
    const known = code === 'unknown_key' ? pointer.slice(0, pointer.lastIndexOf('/')) : pointer
    return { column: columnOf(known), code, refuses: true, say: { zh, en } }
  })
}

// Numbers are checked as of anybody. A row without a name or a telephone may be about somebody we know.
const anyName = '某'
const anyPhone = '13800138000'

function checkNumbers({ identity }: GivenPerson, { now, allowTestRegion }: ReadContext) {
  const { name = anyName, phone = anyPhone, ...rest } = identity
  const checked = checkIdentity({ ...rest, name, phone }, { now, allowTestRegion })
  if (!checked.ok) return { refusals: checked.refusals, number: null }
  return { refusals: [], number: holderOf(checked.identity)?.number ?? null }
}

const fieldsOfPointers: readonly (readonly [pointer: string, field: PersonField])[] = [
  ['/identity/name', 'name'],
  ['/identity/idNumber', 'idNumber'],
  ['/identity/certificateNumber', 'certificateNumber'],
  ['/identity/phone', 'phone'],
  ['/identity/guardian/name', 'guardianName'],
  ['/identity/guardian/phone', 'guardianPhone'],
  ['/identity/guardian/relation', 'guardianRelation'],
  ['/profile/regionCode', 'residence'],
  ['/profile/hukouRegion', 'hukou'],
  ['/profile/education', 'education'],
  ['/profile/graduatedOn', 'graduatedOn'],
  ['/profile/desiredOccupations', 'desired'],
  ['/profile/skills', 'skills'],
  ['/profile/licences', 'licences'],
  ['/profile/payFloorFen', 'pay'],
  ['/profile/willingRegions', 'willing'],
  ['/profile/workModes', 'workMode'],
  ['/profile/employmentForms', 'employmentForm'],
  ['/consents/0/textVersion', 'consentText'],
  ['/consents/0/at', 'consentAt'],
  ['/consents', 'consent'],
]

function columnsOfPointers(cells: PersonCells): ReadGiven['columnOf'] {
  return (pointer) => {
    const found = fieldsOfPointers.find(([prefix]) => pointer === prefix || pointer.startsWith(`${prefix}/`))
    return found ? cells.column(found[1]) : null
  }
}
