/** See `advice` in `lint-migration.ts` for what each means. */
export type Rule =
  | 'index_locks_writers'
  | 'concurrently_needs_online'
  | 'concurrently_not_repeatable'
  | 'not_null_without_default'
  | 'rewrites_the_table'
  | 'scans_under_lock'
  | 'unique_under_lock'
  | 'fills_under_lock'
  | 'breaks_old_code'
  | 'locks_everybody'

export interface Danger {
  rule: Rule
  about: string
}

export interface Place {
  isOnline: boolean
  isRepeated: boolean
  /** Tables that the migration has made so far; added to. */
  made: Set<string>
}

// Nodes of PostgreSQL's own parse tree, of which only what is looked at is named here.
interface RangeVar {
  schemaname?: string
  relname: string
}
interface IndexStmt {
  idxname?: string
  relation: RangeVar
  concurrent?: boolean
  if_not_exists?: boolean
}
interface Constraint {
  contype: string
  skip_validation?: boolean
  indexname?: string
  raw_expr?: unknown
}
interface AlterTableCmd {
  subtype: string
  def?: { ColumnDef?: ColumnDef; Constraint?: Constraint }
}
interface ColumnDef {
  typeName: { names: { String: { sval: string } }[] }
  constraints?: { Constraint: Constraint }[]
}
interface DropStmt {
  removeType: string
  concurrent?: boolean
  missing_ok?: boolean
  objects: unknown[]
}

type Look = (node: never, place: Place) => Danger[]

const looks: Record<string, Look> = {
  CreateStmt: ({ relation }: { relation: RangeVar }, { made }) => {
    made.add(nameOf(relation))
    return []
  },
  IndexStmt: lookAtIndex,
  AlterTableStmt: ({ relation, cmds }: { relation: RangeVar; cmds: { AlterTableCmd: AlterTableCmd }[] }, place) =>
    place.made.has(nameOf(relation))
      ? []
      : cmds.flatMap(({ AlterTableCmd }) => lookAtChange(AlterTableCmd, place).map((rule) => ({ rule, about: nameOf(relation) }))),
  RenameStmt: ({ relation }: { relation?: RangeVar }, { made }) => {
    const about = relation === undefined ? 'a name' : nameOf(relation)
    return made.has(about) ? [] : [{ rule: 'breaks_old_code', about }]
  },
  DropStmt: lookAtDrop,
  UpdateStmt: lookAtRows,
  DeleteStmt: lookAtRows,
  TruncateStmt: () => [{ rule: 'locks_everybody', about: 'truncate' }],
  LockStmt: () => [{ rule: 'locks_everybody', about: 'lock table' }],
  ClusterStmt: () => [{ rule: 'locks_everybody', about: 'cluster' }],
  VacuumStmt: () => [{ rule: 'locks_everybody', about: 'vacuum' }],
  RefreshMatViewStmt: ({ concurrent }: { concurrent?: boolean }) =>
    concurrent === true ? [] : [{ rule: 'locks_everybody', about: 'refresh materialized view' }],
}

/** What is dangerous about one statement of a migration. */
export function findDangers(statement: Record<string, unknown>, place: Place): Danger[] {
  return Object.entries(statement).flatMap(([kind, node]) => looks[kind]?.(node as never, place) ?? [])
}

function lookAtIndex({ relation, idxname = '', concurrent, if_not_exists }: IndexStmt, { isOnline, made }: Place): Danger[] {
  if (made.has(nameOf(relation))) return []
  const about = idxname === '' ? nameOf(relation) : idxname
  if (concurrent !== true) return [{ rule: 'index_locks_writers', about }]
  if (!isOnline) return [{ rule: 'concurrently_needs_online', about }]
  return if_not_exists === true ? [] : [{ rule: 'concurrently_not_repeatable', about }]
}

function lookAtDrop({ removeType, concurrent, missing_ok, objects }: DropStmt, { isOnline, made }: Place): Danger[] {
  const about = objects.map(dottedName).join(', ')
  if (removeType === 'OBJECT_INDEX') {
    if (concurrent !== true) return [{ rule: 'locks_everybody', about }]
    if (!isOnline) return [{ rule: 'concurrently_needs_online', about }]
    return missing_ok === true ? [] : [{ rule: 'concurrently_not_repeatable', about }]
  }
  const holdsData = ['OBJECT_TABLE', 'OBJECT_SCHEMA', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_TYPE', 'OBJECT_SEQUENCE'].includes(
    removeType,
  )
  return holdsData && !made.has(about) ? [{ rule: 'breaks_old_code', about }] : []
}

function lookAtRows({ relation }: { relation: RangeVar }, { isOnline, isRepeated, made }: Place): Danger[] {
  const about = nameOf(relation)
  return made.has(about) || (isOnline && isRepeated) ? [] : [{ rule: 'fills_under_lock', about }]
}

function lookAtChange({ subtype, def }: AlterTableCmd, { isOnline }: Place): Rule[] {
  switch (subtype) {
    case 'AT_AddColumn':
      return def?.ColumnDef ? lookAtColumn(def.ColumnDef) : []
    case 'AT_AddConstraint':
      return def?.Constraint ? lookAtConstraint(def.Constraint) : []
    case 'AT_ValidateConstraint':
      return isOnline ? [] : ['scans_under_lock']
    case 'AT_SetNotNull':
      return ['scans_under_lock']
    case 'AT_AlterColumnType':
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
    case 'AT_SetTableSpace':
    case 'AT_SetAccessMethod':
      return ['rewrites_the_table']
    case 'AT_DropColumn':
      return ['breaks_old_code']
    default:
      return []
  }
}

const ownedByNobody = new Set(['serial', 'bigserial', 'smallserial'])

function lookAtColumn({ typeName, constraints = [] }: ColumnDef): Rule[] {
  const each = constraints.map(({ Constraint }) => Constraint)
  const fallback = each.find(({ contype }) => contype === 'CONSTR_DEFAULT')
  const rules: Rule[] = []
  if (each.some(({ contype }) => contype === 'CONSTR_NOTNULL') && fallback === undefined) rules.push('not_null_without_default')
  const isMade = each.some(({ contype }) => contype === 'CONSTR_IDENTITY' || contype === 'CONSTR_GENERATED')
  if (isMade || ownedByNobody.has(typeName.names.at(-1)?.String.sval ?? '') || (fallback && isVolatile(fallback.raw_expr)))
    rules.push('rewrites_the_table')
  return [...rules, ...each.flatMap(lookAtConstraint)]
}

function lookAtConstraint({ contype, skip_validation, indexname }: Constraint): Rule[] {
  switch (contype) {
    case 'CONSTR_CHECK':
    case 'CONSTR_FOREIGN':
    case 'CONSTR_NOTNULL_TABLE':
      return skip_validation === true ? [] : ['scans_under_lock']
    case 'CONSTR_UNIQUE':
    case 'CONSTR_PRIMARY':
    case 'CONSTR_EXCLUSION':
      return indexname === undefined ? ['unique_under_lock'] : []
    default:
      return []
  }
}

// The same for all rows of one statement: PostgreSQL notes it once instead of writing every row.
const sameForAll = new Set([
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'current_setting',
  'pg_current_xact_id',
  'jsonb_build_object',
])

function isVolatile(expression: unknown): boolean {
  const names = [...JSON.stringify(expression ?? null).matchAll(/"FuncCall":\{"funcname":\[(.*?)\]/g)]
  return names.some(([, parts = '']) => !sameForAll.has([...parts.matchAll(/"sval":"(\w+)"/g)].at(-1)?.[1] ?? ''))
}

function nameOf({ schemaname, relname }: RangeVar): string {
  return schemaname === undefined ? relname : `${schemaname}.${relname}`
}

function dottedName(object: unknown): string {
  return [...JSON.stringify(object).matchAll(/"sval":"(.*?)"/g)].map(([, name]) => name).join('.')
}
