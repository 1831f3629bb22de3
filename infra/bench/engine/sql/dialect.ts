/** The few words in which PostgreSQL and DuckDB differ. Everything is integers, so both give the same answers. */
export interface Dialect {
  /** The `place`-th byte of a column. */
  byteOf: (column: string, place: number | string) => string
  /** One of a list of numbers, by an expression that counts from 0. */
  pick: (list: readonly number[], place: string) => string
  divide: (a: string, b: number | string) => string
  bitCount: (bits: string) => string
  hasAll: (column: string, items: readonly number[]) => string
  hasOnly: (column: string, items: readonly number[]) => string
  /** A join that adds for each row `among` the greatest byte `m1`, `m2` … of each table over its skills; empty when there are no tables. */
  bestSkills: (tables: readonly Uint8Array[], among: string) => string
  /** The rows `k` of a column that holds a list. */
  each: (column: string) => string
  /** One byte of a table that the question brings. */
  lookUp: (table: Uint8Array, place: string) => string
}

export const postgres: Dialect = {
  byteOf: (column, place) => `get_byte(${column}, ${place})`,
  pick: (list, place) => `('{${list.join(',')}}'::int[])[${place} + 1]`,
  divide: (a, b) => `(${a}) / ${b}`,
  bitCount: (bits) => `bit_count((${bits})::bit(64))::int`,
  hasAll: (column, items) => `${column} @> '{${items.join(',')}}'::smallint[]`,
  hasOnly: (column, items) => `${column} <@ '{${items.join(',')}}'::smallint[]`,
  // A LATERAL over one unnest; one sub-select for each required skill took 1.3-1.6 times as long.
  bestSkills: (tables) => {
    const best = tables.map((table, place) => `max(get_byte('\\x${Buffer.from(table).toString('hex')}'::bytea, k)) m${place + 1}`)
    return tables.length === 0 ? '' : `cross join lateral (select ${best.join(', ')} from unnest(skills) k) best`
  },
  each: (column) => `unnest(${column}) k`,
  lookUp: (table, place) => `get_byte('\\x${Buffer.from(table).toString('hex')}'::bytea, ${place})`,
}

export const duckdb: Dialect = {
  byteOf: (column, place) => `${column}[${place} + 1]::int`,
  pick: (list, place) => `([${list.join(',')}]::int[])[${place} + 1]`,
  divide: (a, b) => `(${a}) // ${b}`,
  bitCount: (bits) => `bit_count((${bits})::bigint)::int`,
  hasAll: (column, items) => `list_has_all(${column}, [${items.join(',')}]::smallint[])`,
  hasOnly: (column, items) => `list_has_all([${items.join(',')}]::smallint[], ${column})`,
  // A hash join with the few keys that are related: a whole table as a constant list is copied for every row it is looked up in.
  bestSkills: (tables, among) => {
    if (tables.length === 0) return ''
    const places = Array.from(tables[0] ?? [], (_, key) => key).filter((key) => tables.some((table) => table[key] !== 0))
    const related = places.map((key) => `(${[key + 1, ...tables.map((table) => table[key])].join(',')})`)
    const names = tables.map((_, place) => `c${place + 1}`)
    const best = names.map((name, place) => `max(${name}) m${place + 1}`)
    return `left join (select id, ${best.join(', ')} from (select id, unnest(skills) k from person_entry where ${among}) own
      join (values ${related.join(', ')}) credit(k, ${names.join(', ')}) using (k) group by id) best using (id)`
  },
  each: (column) => `(select unnest(${column}) k)`,
  lookUp: (table, place) => `([${table.join(',')}]::utinyint[])[${place} + 1]::int`,
}
