import type { ShownMatch } from './best-matches.ts'
import { countRows, importedLine, importedTable } from './imported-table.ts'
import type { LoadedSample } from './load-sample.ts'
import type { LocalKeys } from './local-file.ts'
import { table } from './table.ts'

const verdicts = { eligible: '合适', conditional: '有条件', ineligible: '不合适' }
const widest = 46

/** The table of the best matches, in Chinese. */
export function matchTable(shown: readonly ShownMatch[]): string {
  const rows = shown.map(({ match, posting, employerName }) => {
    const [first, second] = match.reasons.filter(({ kind }) => kind === 'met')
    return [
      (match.score / 100).toFixed(1),
      verdicts[match.verdict],
      `${posting.title}（${employerName}）`,
      pseudonym(match.jobseekerId ?? match.candidateRef ?? ''),
      [first, second].flatMap((reason) => (reason ? [reason.zh] : [])).join('；'),
      match.actions[0]?.zh ?? '无需另外准备',
    ]
  })
  return table(['分数', '结论', '岗位（用人单位）', '求职者', '最强的两条理由', '第一步'], rows, widest)
}

/** How much of the sample came in, and what became of the rows of its workbook. */
export function loadedLines({ fairName, employers, postings, people, imported, copy }: LoadedSample): string[] {
  const isMerged = copy.status === 'merged'
  return [
    `${fairName}: ${employers} employers, ${postings} postings, ${people} people`,
    importedLine(countRows(imported)),
    ...(isMerged ? [`“${copy.title}” came from a second source and stands behind its original`] : []),
  ]
}

/** What the organiser is told of her workbook, and how she gets it back. */
export function whatBecameOfRows({ imported }: LoadedSample, origin: string, keys: LocalKeys): string {
  const { id, fileName } = imported.job
  const name = `${(fileName ?? 'fair').replace(/\.[^.]*$/, '')}-answered.xlsx`
  return [
    `主办方的岗位表 ${fileName} 已逐行读取、依法检查，每一行都有答复，例如：`,
    '',
    importedTable(imported),
    '',
    '带答复的整张表（原表不变，后面多两列）/ the whole workbook with its answers, in two more columns:',
    `  curl -s -H 'Authorization: Bearer ${keys.organiser}' '${origin}/v1/imports/${id}/workbook' -o ${name}`,
  ].join('\n')
}

/** The end of an id, enough to tell people apart on a screen. */
export function pseudonym(id: string): string {
  return `…${id.slice(-6)}`
}

/** Where to look next. */
export function whereToLook(origin: string, keys: LocalKeys, shown: readonly ShownMatch[], localFile: string): string {
  const first = shown[0]
  const curl = (path: string, key: string) => `curl -s -H 'Authorization: Bearer ${key}' '${origin}${path}'`
  const commands = first
    ? [
        ['这个岗位的前三名 / the best three for this posting', curl(`/v1/matches?postingId=${first.posting.id}&limit=3`, keys.federation)],
        ['为什么 / why', curl(`/v1/matches/${first.match.id}`, keys.federation)],
        [
          '这个人的岗位 / postings for this person',
          curl(`/v1/matches?jobseekerId=${first.match.jobseekerId ?? ''}&limit=3`, keys.federation),
        ],
      ]
    : [
        ['招聘信息 / postings', curl('/v1/postings?limit=3', keys.organiser)],
        [
          '登记单位 / register an employer',
          `${curl('/v1/employers', keys.organiser)} -H 'Content-Type: application/json' -d '{"uscc":"91990106MA0TETT2XY","name":"示例企业","kind":"private","regionCode":"330106"}'`,
        ],
        ['接收地址 / webhook endpoints', curl('/v1/webhook-endpoints', keys.enterprise)],
      ]
  return [
    `origin         ${origin}`,
    `API reference  ${origin}/docs`,
    `keys           ${localFile}`,
    '',
    ...commands.flatMap(([what, command]) => [`# ${what}`, command, '']),
  ].join('\n')
}
