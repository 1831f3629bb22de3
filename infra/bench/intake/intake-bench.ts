import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type PostingReading, readPostingRow } from '@zhihe/intake/read-posting-row'
import { tallyLint } from './compare-lint.ts'
import { f1Of, type Tally, tallyDemands, tallyOccupation, tallySkills } from './compare-names.ts'
import { isEqual, isStated, type Pair, pairsOf, type ValueField, valueFields } from './compare-values.ts'
import { type LabelledRow, readLabelledRows } from './labels.ts'

interface Compared {
  id: string
  pairs: Record<ValueField, Pair>
  names: Record<'skills' | 'occupation' | 'demands' | 'lint', Tally>
}

const missesFolder = join(import.meta.dirname, '../../../.zhihe-bench')
const defaultData = join(import.meta.dirname, '../../../../shared/data')

/** How well the readers read postings that a person has read before them. */
export async function benchIntake({ data = defaultData }: { data?: string | undefined }) {
  const rows = readLabelledRows(resolve(data))
  const read = rows.map((row) => ({ row, reading: readPostingRow(row.row) }))
  const compared = read.map(({ row, reading }) => compare(row, reading))
  mkdirSync(missesFolder, { recursive: true })
  const missesFile = join(missesFolder, 'intake-misses.json')
  writeFileSync(missesFile, `${JSON.stringify(missesOf(rows, compared), null, 1)}\n`)

  const accuracy = Object.fromEntries(valueFields.map((field) => [field, shareOf(compared, field, () => true)]))
  const stated = Object.fromEntries(valueFields.map((field) => [field, shareOf(compared, field, isStated)]))
  const f1 = {
    skills: round(f1Of(compared.map(({ names }) => names.skills))),
    occupation: round(f1Of(compared.map(({ names }) => names.occupation))),
    demands: round(f1Of(compared.map(({ names }) => names.demands))),
  }
  const lint = lintOf(compared.map(({ names }) => names.lint))
  print(rows.length, accuracy, stated, f1, lint)
  process.stdout.write(`misses: ${missesFile}\n`)
  return { rows: rows.length, accuracy, stated, lint, f1 }
}

function compare(row: LabelledRow, reading: PostingReading): Compared {
  const { id, label } = row
  return {
    id,
    pairs: pairsOf(label, reading),
    names: {
      skills: tallySkills(label, reading),
      occupation: tallyOccupation(label, reading),
      demands: tallyDemands(label, reading),
      lint: tallyLint(row),
    },
  }
}

function lintOf(tallies: readonly Tally[]) {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  const hits = sum((tally) => tally.hits)
  return {
    recall: round(hits / (hits + sum(({ missed }) => missed.length))),
    precision: round(hits / (hits + sum(({ surplus }) => surplus.length))),
  }
}

function shareOf(compared: readonly Compared[], field: ValueField, counts: (pair: Pair) => boolean): number {
  const pairs = compared.map(({ pairs }) => pairs[field]).filter(counts)
  return pairs.length === 0 ? 1 : round(pairs.filter(isEqual).length / pairs.length)
}

function missesOf(rows: readonly LabelledRow[], compared: readonly Compared[]) {
  return compared.flatMap(({ id, pairs, names }, at) => {
    const values = Object.fromEntries(Object.entries(pairs).filter(([, pair]) => !isEqual(pair)))
    const words = Object.fromEntries(Object.entries(names).filter(([, { missed, surplus }]) => missed.length + surplus.length > 0))
    return Object.keys(values).length + Object.keys(words).length === 0 ? [] : [{ id, row: rows[at]?.row, ...values, ...words }]
  })
}

function print(
  rows: number,
  accuracy: Record<string, number>,
  stated: Record<string, number>,
  f1: Record<string, number>,
  lint: { recall: number; precision: number },
): void {
  const line = (...cells: string[]) =>
    process.stdout.write(`${cells.map((cell, at) => (at === 0 ? cell.padEnd(28) : cell.padStart(16))).join('')}\n`)
  line(`${rows} rows, read as the importer reads them`, '', '')
  line('field', 'all rows', 'where it is said')
  for (const field of valueFields) line(field, percent(accuracy[field]), percent(stated[field]))
  line('', 'F1', '')
  for (const [name, value] of Object.entries(f1)) line(name, percent(value), '')
  line('', 'recall', 'precision')
  line('lint, by row and rule', percent(lint.recall), percent(lint.precision))
}

function percent(share: number | undefined): string {
  return share === undefined ? '-' : `${(share * 100).toFixed(1)} %`
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
