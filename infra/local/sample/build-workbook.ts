import { utils, type WorkSheet, write } from '@e965/xlsx'
import { type ColumnKey, columns, fairFields, sheetNames } from './columns.ts'
import { fairWords, sampleEmployers, usualClosingDate } from './postings.source.ts'
import type { PostingWords } from './source/posting-words.ts'

const note = '说明:请勿修改表头;一行填一个岗位;“若干”“面议”的岗位请尽快补充人数和薪资;本表为示例,单位和代码均为虚构。'

const guide: readonly (readonly string[])[] = [
  ['薪资待遇', '写明单位,如 4500-6000元/月、180元/天、25元/小时、0.3元/件'],
  ['技能要求', '用顿号隔开;程度写在括号里:入门、会、熟悉、熟练、精通,没写的按“会”;不可缺少的加“必备”'],
  ['工作地点', '不填则为单位地址;居家岗位写“居家(地区)”'],
  ['残疾类别及等级', '仅供沟通参考,不作为筛选条件'],
  ['合理便利', '用顿号隔开,如 手语翻译、弹性工时、居家办公'],
  ['截止日期', '年-月-日'],
]

/** The fair as the workbook an organiser would send: a title, a note, then the headings; a second sheet with the fair itself. */
export function buildWorkbook(): Uint8Array {
  const workbook = utils.book_new()
  utils.book_append_sheet(workbook, postingsSheet(), sheetNames.postings)
  utils.book_append_sheet(workbook, guideSheet(), sheetNames.guide)
  const bytes: ArrayBuffer = write(workbook, { type: 'array', bookType: 'xlsx', compression: true })
  return new Uint8Array(bytes)
}

function postingsSheet(): WorkSheet {
  const rows = postingRows()
  const sheet = utils.aoa_to_sheet([
    [fairWords.title],
    [note],
    columns.map(({ heading }) => heading),
    ...rows,
    ['合计', `共${sampleEmployers.length}家单位`, ...Array<string>(4).fill(''), `共${rows.length}个岗位`],
  ])
  const last = columns.length - 1
  sheet['!cols'] = columns.map(({ width }) => ({ wch: width }))
  sheet['!merges'] = [0, 1].map((row) => ({ s: { r: row, c: 0 }, e: { r: row, c: last } }))
  return sheet
}

function postingRows(): string[][] {
  const words = sampleEmployers.flatMap(({ postings, ...employer }) =>
    postings.map(
      (posting): Partial<Record<ColumnKey, string>> => ({
        employerName: employer.name,
        uscc: employer.uscc,
        kind: employer.kind,
        employerRegion: employer.region,
        employerAddress: employer.address,
        closes: usualClosingDate,
        ...cellsOf(posting),
      }),
    ),
  )
  return words.map((row, at) => columns.map(({ key }) => (key === 'code' ? postingCode(at) : (row[key] ?? ''))))
}

function cellsOf(posting: PostingWords): PostingWords {
  return posting
}

function postingCode(at: number): string {
  return `HZ-${String(at + 1).padStart(3, '0')}`
}

function guideSheet(): WorkSheet {
  const fair = (Object.keys(fairFields) as (keyof typeof fairFields)[]).map((key) => [fairFields[key], fairWords[key]])
  const sheet = utils.aoa_to_sheet([['填报说明'], ...fair, [], ...guide.map((line) => [...line])])
  sheet['!cols'] = [{ wch: 18 }, { wch: 70 }]
  return sheet
}
