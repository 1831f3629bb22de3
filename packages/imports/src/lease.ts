import type { Db, Executor } from '@zhihe/postgres/pool'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import { integer, type PgTable, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** A job that this holder alone works, until the lease ends or somebody starts the job again. */
export interface Lease<Job> {
  job: Job
  /** The fencing token: whoever writes must still hold it. */
  token: string
}

/** Thrown when another worker has taken over, or the job was started again: what was about to be written must not stay. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'

  constructor(id: string) {
    super(`import ${id} is somebody else’s now`)
  }
}

const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

// What is asked of a table of imports; the services' own have many more columns.
const leasable = pgTable('imports', {
  id: uuid('id').primaryKey(),
  status: text('status').notNull(),
  run: integer('run').notNull(),
  attempts: integer('attempts').notNull(),
  claimedBy: text('claimed_by'),
  claimedUntil: time('claimed_until'),
  startedAt: time('started_at'),
  finishedAt: time('finished_at'),
  createdAt: time('created_at').notNull(),
})
type Leasable = typeof leasable

const leaseSeconds = 6

/** A worker renews its lease so often, in milliseconds; what it does in one go takes less than the six seconds that a lease lasts. */
export const renewEveryMs = 1_500

/** The end of a lease that is taken or held now. */
export const leaseEnd: SQL = sql`now() + make_interval(secs => ${leaseSeconds})`

/** The leases of a table of imports, whose statuses `received` and `reading` ask for a worker. */
export interface Leases<Job> {
  /** Takes the oldest import that nobody works on; null when there is none. A worker that died has it taken over when its lease ends. */
  claim: (db: Db, token: string) => Promise<Lease<Job> | null>
  /** Gives it back at once, for a worker that stops; after a failure the lease is left to end by itself, so that others have their turn. */
  release: (db: Db, lease: Lease<Job>) => Promise<void>
  /** Writes what has become known and holds the lease for longer. Throws `LeaseLost`. */
  hold: (tx: Executor, lease: Lease<Job>, change?: Partial<Job>) => Promise<void>
  /** Holds the lease for longer; false when it is lost. */
  renew: (db: Db, lease: Lease<Job>) => Promise<boolean>
  /** Writes how it ended and lets go of it. Throws `LeaseLost`. */
  end: (tx: Executor, lease: Lease<Job>, change: Partial<Job>) => Promise<void>
  /** True for the row while the lease is held, for a statement of the service's own. */
  isHeld: (lease: Lease<Job>) => SQL | undefined
}

/** `Job` is what a row of the table is, or the part of it that the service works with. */
export function leasesOf<Job extends LeasedJob>(table: PgTable): Leases<Job> {
  const imports = table as unknown as Leasable
  const isHeld = ({ job, token }: Lease<Job>): SQL | undefined =>
    and(eq(imports.id, job.id), eq(imports.claimedBy, token), eq(imports.run, job.run))
  const write = async (db: Executor, lease: Lease<Job>, change: object): Promise<boolean> => {
    const rows = await db.update(imports).set(change).where(isHeld(lease)).returning({ id: imports.id })
    return rows.length > 0
  }
  const writeOrLose = async (db: Executor, lease: Lease<Job>, change: object): Promise<void> => {
    if (!(await write(db, lease, change))) throw new LeaseLost(lease.job.id)
  }
  return {
    claim: async (db, token) => {
      const [job] = await db
        .update(imports)
        .set({
          status: 'reading',
          claimedBy: token,
          claimedUntil: leaseEnd,
          attempts: sql`${imports.attempts} + 1`,
          startedAt: sql`coalesce(${imports.startedAt}, now())`,
        })
        .where(
          sql`${imports.id} = (
            select id from ${imports}
            where status in ('received', 'reading') and (claimed_until is null or claimed_until < now())
            order by created_at limit 1 for update skip locked)`,
        )
        .returning()
      return job ? { job: job as unknown as Job, token } : null
    },
    release: async (db, lease) => void (await write(db, lease, { claimedUntil: null, claimedBy: null })),
    hold: async (tx, lease, change = {}) => await writeOrLose(tx, lease, { ...change, attempts: 0, claimedUntil: leaseEnd }),
    renew: async (db, lease) => await write(db, lease, { claimedUntil: leaseEnd }),
    end: async (tx, lease, change) =>
      await writeOrLose(tx, lease, { ...change, finishedAt: sql`now()`, claimedBy: null, claimedUntil: null }),
    isHeld,
  }
}

/** What a lease asks of a job: which it is, and how often it was started again. */
export interface LeasedJob {
  id: string
  run: number
}
