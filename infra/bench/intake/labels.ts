import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PostingRow, RowField } from '@zhihe/intake/row-field'

/** A row as it was published; see SCHEMA.md beside the data. */
export type RawRow = Readonly<Record<string, string | readonly string[]>> & { readonly id: string }

export interface LabelledRow {
  id: string
  row: PostingRow
  label: Label
}

/** What an annotator read in a row. */
export interface Label {
  id: string
  pay: { min: number | null; max: number | null; unit: string; currency: string; negotiable: boolean; variable: boolean } | null
  age: { min: number | null; max: number | null; maxFemale: number | null } | null
  education: string | null
  headcount: { min: number | null; max: number | null; open: boolean; shared: boolean } | null
  disability: {
    scope: string
    items: readonly { type: string; grades: readonly number[] | null; severity: string | null; note: string | null }[]
    veterans: readonly [number, number] | null
  } | null
  lint: readonly { rule: string; quote: string; relevant: boolean | null }[]
  functionalDemands: readonly { icf: string; level: number; evidence: string; stated: boolean }[]
  skills: readonly string[]
  occupation: string
  notAVacancy: boolean
}

// The columns as an importer knows them. `quotes` and `source_kind` are the collector's own and are not read.
const fieldOf: Readonly<Record<string, RowField>> = {
  title: 'title',
  salary_text: 'pay',
  age_text: 'age',
  education_text: 'education',
  headcount: 'headcount',
  disability_text: 'disability',
  region: 'region',
  location_text: 'address',
  skills_text: 'requirements',
  work_content_text: 'duties',
  benefits_text: 'benefits',
  employment_form: 'employmentForm',
  accommodation_text: 'accommodations',
  hukou_text: 'hukou',
  certs_text: 'licences',
  deadline_text: 'closesAt',
  employer_kind: 'employerKind',
}

/** Rows of `postings.jsonl` with their labels; a row without one is left out. */
export function readLabelledRows(folder: string): LabelledRow[] {
  const labels = new Map(linesOf<Label>(join(folder, 'postings.labels.jsonl')).map((label) => [label.id, label]))
  return linesOf<RawRow>(join(folder, 'postings.jsonl')).flatMap((raw) => {
    const label = labels.get(raw.id)
    return label === undefined ? [] : [{ id: raw.id, row: toRow(raw), label }]
  })
}

function toRow(raw: RawRow): PostingRow {
  const cells = Object.entries(raw).flatMap(([key, text]) => {
    const field = fieldOf[key]
    return field !== undefined && typeof text === 'string' ? [[field, text] as const] : []
  })
  return Object.fromEntries(cells)
}

function linesOf<Line>(path: string): Line[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Line)
}
