import type { ImportMapping } from '@zhihe/contracts/import'
import type { ProblemError } from '@zhihe/contracts/problem'
import { isSingle, mapColumns } from '@zhihe/intake/map-columns'
import { type RowField, rowFields } from '@zhihe/intake/row-field'
import { columnName } from '@zhihe/sheets/cell-name'
import type { SaidOfSheet } from './import.ts'

type Sheets = ImportMapping['sheets']

/** What was said before stays, column by column, until something else is said of it; a field of which there is one moves to its new column. */
export function mergeSaid(before: readonly SaidOfSheet[], now: readonly SaidOfSheet[]): SaidOfSheet[] {
  const names = new Set([...before, ...now].map(({ name }) => name))
  return [...names].map((name) => {
    const old = before.find((sheet) => sheet.name === name)
    const said = now.find((sheet) => sheet.name === name)
    const taken = new Set((said?.columns ?? []).flatMap(({ field }) => (field !== null && isSingle(field) ? [field] : [])))
    const kept = (old?.columns ?? []).filter(({ field }) => field === null || !taken.has(field))
    const columns = new Map([...kept, ...(said?.columns ?? [])].map((column) => [column.index, column]))
    return {
      name,
      read: said?.read ?? old?.read,
      headerRows: said?.headerRows ?? old?.headerRows,
      columns: [...columns.values()],
    }
  })
}

/**
 * Why a correction cannot be meant: a sheet or a column that the file does not have, two columns for a field that has one, no sheet left with a title.
 * `merged` is the correction with what was said before. Empty when it can.
 */
export function refusalsOfSaid(said: readonly SaidOfSheet[], merged: readonly SaidOfSheet[], sheets: Sheets): ProblemError[] {
  const refusals = said.flatMap((sheet, at) => {
    const known = sheets.find(({ name }) => name === sheet.name)
    const pointer = `/sheets/${at}`
    if (known === undefined) return [unknownSheet(`${pointer}/name`, sheets)]
    if (known.notRead === 'hidden' || known.notRead === 'not_a_table') return [closedSheet(`${pointer}/name`, known.notRead)]
    // Under other rows there may be other columns.
    const outside = sheet.headerRows === undefined ? outsideOf(sheet, known, pointer) : []
    return [...outside, ...twiceIn(sheet, pointer)]
  })
  return refusals.length > 0 || sheets.some((sheet) => mayHaveTitle(sheet, merged)) ? refusals : [noTitle]
}

function outsideOf({ columns }: SaidOfSheet, known: Sheets[number], pointer: string): ProblemError[] {
  const last = Math.max(-1, ...known.columns.map(({ index }) => index))
  return columns.flatMap(({ index }, at) => (index > last ? [unknownColumn(`${pointer}/columns/${at}/index`, index, last)] : []))
}

function twiceIn({ columns }: SaidOfSheet, pointer: string): ProblemError[] {
  const first = new Map<RowField, number>()
  return columns.flatMap(({ index, field }, at) => {
    if (field === null || !isSingle(field)) return []
    const before = first.get(field)
    if (before === undefined) first.set(field, index)
    return before === undefined || before === index ? [] : [twice(`${pointer}/columns/${at}/field`, field, before)]
  })
}

function mayHaveTitle(sheet: Sheets[number], merged: readonly SaidOfSheet[]): boolean {
  const said = merged.find(({ name }) => name === sheet.name)
  if (said?.read === false || (said === undefined && !sheet.read)) return false
  if (said?.headerRows !== undefined) return true
  const mapped = mapColumns(sheet.columns, new Map((said?.columns ?? []).map(({ index, field }) => [index, field])))
  return mapped.some(({ field }) => field === 'title')
}

function unknownSheet(pointer: string, sheets: Sheets): ProblemError {
  const names = sheets.map(({ name }) => `“${name}”`).join('、')
  return {
    pointer,
    code: 'unknown_sheet',
    zh: `文件里没有这张工作表，可用：${names}（CSV 的名称为空）。`,
    en: `The file has no such sheet; it has ${names} (a CSV has one without a name).`,
  }
}

function closedSheet(pointer: string, why: 'hidden' | 'not_a_table'): ProblemError {
  const isHidden = why === 'hidden'
  return {
    pointer,
    code: isHidden ? 'hidden_sheet' : 'not_a_table',
    zh: isHidden ? '这张工作表是隐藏的，没有读取；请取消隐藏后重新上传。' : '这张不是表格（如图表），不能读取；请去掉这一项。',
    en: isHidden
      ? 'This sheet is hidden and was not read; unhide it and send the file again.'
      : 'This is no table (a chart); leave it out.',
  }
}

function unknownColumn(pointer: string, index: number, last: number): ProblemError {
  const [given, end] = [columnName(index), last < 0 ? '' : columnName(last)]
  return {
    pointer,
    code: 'unknown_column',
    zh:
      end === ''
        ? '这张表没有可用的列，请先用 headerRows 指明表头。'
        : `没有 ${given} 列，这张表最后一列是 ${end}（序号从 0 起，最大 ${last}）。`,
    en:
      end === ''
        ? 'No column of this sheet is known; say by headerRows which rows are its headings.'
        : `There is no column ${given}; the last one of this sheet is ${end} (index ${last}, from 0).`,
  }
}

function twice(pointer: string, field: RowField, before: number): ProblemError {
  const label = rowFields.find(({ code }) => code === field)
  return {
    pointer,
    code: 'field_taken',
    zh: `“${label?.zh ?? field}”只能有一列，已指定 ${columnName(before)} 列；请把其中一列改为别的字段、other 或 null。`,
    en: `${label?.en ?? field} has one column and you have given it column ${columnName(before)}; make one of them another field, other or null.`,
  }
}

const noTitle: ProblemError = {
  pointer: '/sheets',
  code: 'missing_title',
  zh: '没有一列是岗位名称（title），这样每一行都不能收录；请指定一列。',
  en: 'No column would be the title and no row could be taken; give a column the field title.',
}
