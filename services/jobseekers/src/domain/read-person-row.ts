import type { NewConsent } from '@zhihe/contracts/consent'
import { readEducation } from '@zhihe/vocabulary/education'
import { findOccupation } from '@zhihe/vocabulary/occupation'
import { readEmployment, readWorkMode } from '@zhihe/vocabulary/read-employment'
import { readLicences } from '@zhihe/vocabulary/read-licences'
import { readPay } from '@zhihe/vocabulary/read-pay'
import { findSkill } from '@zhihe/vocabulary/skill'
import { readDay, readRegion, readWilling, readYesNo, startOfChinaDay } from './cell-readers.ts'
import type { GivenPerson, ReadPerson } from './given-person.ts'
import type { ImportFinding, ImportFindingCode } from './import-finding.ts'
import type { PersonField } from './people-columns.ts'
import type { PersonCells } from './person-cells.ts'
import { readNumbers } from './read-numbers.ts'
import { readStatuses } from './read-statuses.ts'

export interface RowContext {
  /** Region of whoever sends the file; null: all. */
  regionCode: string | null
  /** What the sender states of everybody, by which a yes without a date is dated. */
  stated: readonly NewConsent[]
  /** When the file came: a no without a date counts from then. */
  sentAt: string
}

type Note = (field: PersonField, code: ImportFindingCode, refuses?: boolean) => void

/** What a row of a sheet says. Cells that are not understood are left out and named; numbers that are spoilt refuse the row. */
export function readPersonRow(cells: PersonCells, context: RowContext): ReadPerson {
  const findings: ImportFinding[] = []
  const note: Note = (field, code, refuses = false) => void findings.push({ column: cells.column(field), code, refuses })
  const numbers = readNumbers(cells)
  findings.push(...numbers.findings)
  const regionCode = readRegion(cells.texts('residence'), context.regionCode)
  if (regionCode === null && cells.text('residence') !== '') note('residence', 'not_understood')
  const given: GivenPerson = {
    identity: { ...numbers.identity, ...namesOf(cells, note) },
    profile: {
      ...(regionCode !== null && { regionCode }),
      ...factsOf(cells, { note, livesIn: regionCode, from: context.regionCode }),
    },
    adds: { ...skillsOf(cells), ...readStatuses(cells, note) },
    ...consentOf(cells, context, note),
  }
  return { given, findings }
}

function namesOf(cells: PersonCells, note: Note): GivenPerson['identity'] {
  const [name, phone] = [cells.text('name'), cells.text('phone')]
  const [guardianName, guardianPhone] = [cells.text('guardianName'), cells.text('guardianPhone')]
  if ((guardianName === '') !== (guardianPhone === '')) note(guardianName === '' ? 'guardianName' : 'guardianPhone', 'missing')
  const relation = cells.text('guardianRelation')
  return {
    ...(name !== '' && { name }),
    ...(phone !== '' && { phone: firstPhone(phone) }),
    ...(guardianName !== '' &&
      guardianPhone !== '' && {
        guardian: {
          kind: 'guardian',
          name: guardianName,
          phone: firstPhone(guardianPhone),
          relation: relation === '' ? '监护人' : relation,
        },
      }),
  }
}

// Two numbers in one cell: the first is hers. A number that a spreadsheet has kept as a value ends in .0.
function firstPhone(text: string): string {
  const [first = text] = text.split(/[、,，;；/|]/)
  return first
    .trim()
    .replace(/^['’‘`]/, '')
    .replace(/\.0+$/, '')
}

interface FactsContext {
  note: Note
  livesIn: string | null
  from: string | null
}

function factsOf(cells: PersonCells, { note, livesIn, from }: FactsContext): GivenPerson['profile'] {
  const read = <T>(field: PersonField, reader: (text: string) => T | null): T | undefined => {
    const text = cells.text(field)
    if (text === '') return undefined
    const value = reader(text)
    if (value === null) note(field, 'not_understood')
    return value ?? undefined
  }
  const facts = {
    education: read('education', educationOf),
    hukouRegion: read('hukou', () => readRegion(cells.texts('hukou'), from)),
    graduatedOn: read('graduatedOn', readDay),
    desiredOccupations: read('desired', occupationsOf),
    licences: read('licences', licencesOf),
    payFloorFen: read('pay', payOf),
    willingRegions: livesIn === null ? undefined : read('willing', (text) => readWilling(text, livesIn)),
    workModes: read('workMode', (text) => workModesOf(text)),
    employmentForms: read('employmentForm', (text) => formsOf(text)),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

function educationOf(text: string) {
  if (/文盲|半文盲|未上学|未入学|没上过学/.test(text)) return 'none' as const
  return readEducation(text)
}

const parts = (text: string) => text.split(/[、,，;；/|\s]+/).filter(Boolean)

function occupationsOf(text: string): string[] | null {
  const found = parts(text).flatMap((part) => findOccupation(part)?.code ?? [])
  return found.length > 0 ? [...new Set(found)].slice(0, 20) : null
}

function licencesOf(text: string): string[] | null {
  const found = readLicences(text).map(({ code }) => code)
  return found.length > 0 ? [...new Set(found)].slice(0, 20) : null
}

function payOf(text: string): number | null {
  const pay = readPay(text)
  return pay?.unit === 'month' ? (pay.minFen ?? pay.maxFen) : null
}

function workModesOf(text: string) {
  const mode = readWorkMode(text)?.mode ?? (/居家|在家|线上/.test(text) ? 'remote' : /现场|到岗|坐班/.test(text) ? 'onsite' : null)
  return mode === null ? null : [mode]
}

function formsOf(text: string) {
  const forms = parts(text).flatMap((part) => readEmployment(part)?.form ?? [])
  return forms.length > 0 ? [...new Set(forms)] : null
}

/** Nobody has looked at it: declared, and of a middling level. Words that no code has are kept short; they are never told to matching. */
function skillsOf(cells: PersonCells): GivenPerson['adds'] {
  const named = cells.texts('skills').flatMap(parts)
  const skills = new Map<string, { code: string } | { text: string }>()
  for (const text of named) {
    const code = findSkill(text)
    if (code !== null) skills.set(code, { code })
    else if (text.length <= 20 && !/\d{4}/.test(text)) skills.set(text, { text })
  }
  if (skills.size === 0) return {}
  return { skills: [...skills.values()].slice(0, 30).map((skill) => ({ ...skill, level: 2, evidence: 'declared' as const })) }
}

function consentOf(cells: PersonCells, { stated, sentAt }: RowContext, note: Note): Pick<GivenPerson, 'consents' | 'refusesConsent'> {
  const text = cells.text('consent')
  if (text === '') return { consents: [], refusesConsent: false }
  const answer = readYesNo(text)
  if (answer === null) note('consent', 'not_understood')
  // What nobody understands is no consent, whatever is stated of everybody.
  if (answer === null) return { consents: [], refusesConsent: true }
  const day = readDay(cells.text('consentAt'))
  const ofFile = stated.find(({ purpose }) => purpose === 'matching')
  const textVersion = cells.text('consentText').replace(/\s/g, '') || ofFile?.textVersion
  const at = day === null ? ofFile?.at : startOfChinaDay(day)
  if (answer === 'no') {
    const refusal = {
      purpose: 'matching',
      textVersion: textVersion ?? 'unnamed',
      at: day === null ? sentAt : startOfChinaDay(day),
    } as const
    return { consents: [{ ...refusal, decision: 'revoked' }], refusesConsent: true }
  }
  if (at === undefined || textVersion === undefined || !/^[A-Za-z0-9._-]{1,40}$/.test(textVersion)) {
    note('consent', 'consent_without_date')
    return { consents: [], refusesConsent: false }
  }
  return { consents: [{ purpose: 'matching', textVersion, at, decision: 'granted' }], refusesConsent: false }
}
