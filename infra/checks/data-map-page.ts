/** A column of the migrated database. */
export interface MappedColumn {
  schema: string
  table: string
  column: string
  type: string
  /** `purpose: …; retention: …; flows: …`; null: nobody said. */
  comment: string | null
}

/** That rows of a table go after a time. */
export interface MappedRule {
  table: string
  keepFor: string
}

interface Said {
  purpose: string
  retention: string
  flows: string
}

const form = /^purpose: (?<purpose>\S[^;]*(?:;[^;]*)*?); retention: (?<retention>[^;]+); flows: (?<flows>\S.*)$/
const period = /^P\d+[YMD]$/

/** What a comment says; null when it does not say it in the form that is read here. */
export function readComment(comment: string | null): Said | null {
  const said = form.exec(comment ?? '')?.groups
  return said ? { purpose: said['purpose'] ?? '', retention: said['retention'] ?? '', flows: said['flows'] ?? '' } : null
}

/** What is wrong with the map, one sentence for each column; empty when nothing is. */
export function findGaps(columns: readonly MappedColumn[], rules: readonly MappedRule[]): string[] {
  const known = new Set(rules.map(({ table, keepFor }) => `${table} ${keepFor}`))
  return columns.flatMap(({ schema, table, column, comment }) => {
    const name = `${schema}.${table}.${column}`
    const said = readComment(comment)
    if (comment === null)
      return [`${name} has no purpose: say in its migration \`comment on column ${name} is 'purpose: …; retention: …; flows: …'\``]
    if (!said) return [`${name}: "${comment}" does not read as purpose, retention and flows`]
    const { retention } = said
    if (['person', 'row', 'forever'].includes(retention)) return []
    if (!period.test(retention)) return [`${name}: retention "${retention}" is none of person, row, forever and a period such as P3Y`]
    return known.has(`${schema}.${table} ${retention}`)
      ? []
      : [`${name}: nobody lets go of ${schema}.${table} after ${retention}: no rule says so`]
  })
}

/** The map as a page for a data-protection officer: by schema and table, field → purpose → retention → where it flows. */
export function renderMap(columns: readonly MappedColumn[], rules: readonly MappedRule[]): string {
  const lines = [
    '# Data map',
    '',
    'Every column of the database: what it is for, how long it is kept, where it goes. Made from the comments on the columns by',
    '`node infra/checks/data-map.ts --write`; `npm run check` fails when it is not what the migrations say, or a column says nothing.',
    '',
    'Retention: *person*: until she is erased (decision 022). *row*: as its row. *forever*: it says nothing of anybody. A period: whole days of',
    'China after the time it counts from, and let go of on the day after the last by the daily run of the service (`src/store/retention.ts`).',
  ]
  for (const [table, own] of Map.groupBy(columns, ({ schema, table: name }) => `${schema}.${name}`)) {
    const periods = [...new Set(rules.filter((rule) => rule.table === table).map(({ keepFor }) => keepFor))]
    lines.push('', `## ${table}`, '')
    if (periods.length > 0) lines.push(`Let go of after ${periods.join(', ')}.`, '')
    lines.push('| column | type | purpose | retention | flows |', '| --- | --- | --- | --- | --- |')
    for (const { column, type, comment } of own) {
      const { purpose = '', retention = '', flows = '' } = readComment(comment) ?? {}
      lines.push(`| ${[column, type, purpose, retention, flows].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    }
  }
  return `${lines.join('\n')}\n`
}
