import { appendAudit } from '@zhihe/audit/append'
import { type Db, isBusy, isSerializationConflict } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { IdentityKeys } from '../store/identity-keys.ts'
import { keyTables } from '../store/key-tables.ts'
import { countByKek, type Page, type PageDone, reindexPage, resealPage, rewrapPage, unindexPage } from '../store/rotation-store.ts'
import type { Suite } from '../store/suites.ts'

export interface Rotation {
  db: Db
  keys: IdentityKeys
  now: () => Date
  /** A line for the person who waits. */
  say: (line: string) => void
  /** People a statement; the default keeps each under a tenth of a second. */
  pageSize?: number
  /** Between pages, so that others have the machine too. */
  pauseMs?: number
}

type Step = (page: Page) => Promise<PageDone>

export const actor = 'jobseekers-rotate-keys'
const defaultPageSize = 500
const beforeAll = '00000000-0000-0000-0000-000000000000'
// A pass finds what others wrote behind the one before. If it never ends, one of them has not been told of the new key.
const mostPasses = 20
const sayEveryMs = 1_000

/**
 * Brings everything under the key-encryption key in use: first identities of before data keys, then every wrapped key. Each page is a statement of
 * its own and says by itself whether it is done, so it can be killed at any moment and started again.
 */
export async function rotateWrapping(rotation: Rotation): Promise<void> {
  const { db, keys, say } = rotation
  const audit = { keyId: null, actor, action: 'keys.rotated', reason: 'lift_to_data_key', at: rotation.now() } as const
  const touched = new Touched()
  await inPages('identities sealed directly', rotation, touched, (page) => resealPage(db, { suite: null, keys, audit }, page))
  for (const table of keyTables) await inPages(table.name, rotation, touched, (page) => rewrapPage(db, table, keys, page))
  await touched.record(rotation, 'rotate_kek')

  const rowsUnder = await countByKek(db)
  for (const { id } of keys.wrapping.all.slice(1)) {
    const rows = rowsUnder.get(id) ?? 0
    if (rows > 0)
      say(`${rows} rows lie under ${id} again: a process seals under it still. Put the new key first everywhere, and run this again.`)
    else
      say(
        `Nothing lies under ${id} any more. Take it out of IDENTITY_KEY of every process and restart them; then destroy it, and with it ` +
          `every copy of vault_keys that was made before.`,
      )
  }
}

/** Indexes everybody under the lookup key in use, then takes away what is under keys that are not configured any more. */
export async function rotateLookup(rotation: Rotation): Promise<void> {
  const { db, keys, say } = rotation
  const audit = { keyId: null, actor, action: 'keys.rotated', reason: 'rotate_lookup', at: rotation.now() } as const
  const touched = new Touched()
  await inPages('lookups', rotation, touched, (page) => reindexPage(db, { keys, audit }, page))
  await inPages('hashes of keys that are gone', rotation, new Touched(), (page) => unindexPage(db, keys, page))
  await touched.record(rotation, 'rotate_lookup')
  for (const { id } of keys.lookup.all.slice(1)) {
    say(
      `Everybody is found under ${keys.lookup.current.id}. Take ${id} out of IDENTITY_HASH_KEY of every process, restart them, and run this ` +
        `again: it takes away the hashes under ${id}. Then destroy it.`,
    )
  }
}

/** Seals every identity, and the data key it lies under, in this suite. */
export async function rotateSuite(rotation: Rotation, suite: Suite): Promise<void> {
  const { db, keys, say } = rotation
  const audit = { keyId: null, actor, action: 'keys.rotated', reason: 'change_suite', at: rotation.now() } as const
  const touched = new Touched()
  await inPages('identities', rotation, touched, (page) => resealPage(db, { suite, keys, audit }, page))
  await touched.record(rotation, 'change_suite')
  say(`Every identity is sealed with ${suite}.`)
}

async function inPages(
  what: string,
  { pageSize = defaultPageSize, pauseMs = 0, say }: Rotation,
  touched: Touched,
  step: Step,
): Promise<void> {
  let [done, saidAt] = [0, performance.now()]
  for (let pass = 1; ; pass += 1) {
    let [after, isClean]: [string | null, boolean] = [beforeAll, true]
    while (after !== null) {
      const page = await attempt(step, { after, limit: pageSize })
      if (page === 'busy') {
        isClean = false
        break
      }
      if (page.last !== null) isClean = false
      done += page.tenantIds.length
      touched.add(page.tenantIds)
      after = page.last
      if (performance.now() - saidAt >= sayEveryMs) {
        say(`${what}: ${done} …`)
        saidAt = performance.now()
      }
      if (pauseMs > 0) await new Promise((resume) => setTimeout(resume, pauseMs))
    }
    if (isClean) break
    if (pass === mostPasses)
      throw new Error(`${what}: after ${pass} passes there is more to do: a process writes under a key that is not the first`)
  }
  say(`${what}: ${done}, done`)
}

/** A page that met somebody else is taken up by the next pass. */
async function attempt(step: Step, page: Page): Promise<PageDone | 'busy'> {
  try {
    const done = await step(page)
    failpoint('rotate.page')
    return done
  } catch (error) {
    if (isBusy(error) || isSerializationConflict(error)) return 'busy'
    throw error
  }
}

/** Whose rows were rewritten, counted: one line of the audit for each tenant. */
class Touched {
  readonly #rows = new Map<string, number>()

  add(tenantIds: readonly string[]): void {
    for (const tenantId of tenantIds) this.#rows.set(tenantId, (this.#rows.get(tenantId) ?? 0) + 1)
  }

  async record({ db, now }: Rotation, reason: string): Promise<void> {
    for (const [tenantId, rows] of this.#rows) {
      const detail = { rows: Math.min(rows, 9_999_999) }
      await appendAudit(db, {
        at: now(),
        tenantId,
        keyId: null,
        actor,
        action: 'keys.rotated',
        reason,
        jobseekerIds: [],
        opened: 0,
        detail,
      })
    }
  }
}
