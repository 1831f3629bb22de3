import { Worker } from 'node:worker_threads'
import type { Relaxation } from '@zhihe/scoring/facts'
import { type BulkLists, createBulkLists, mergeLists, readBulkKey } from './bulk-lists.ts'
import { type BulkJob, control } from './bulk-part.ts'
import type { EngineState } from './engine.ts'
import { rowWords } from './people/layout.ts'
import type { People } from './people/people.ts'
import { compareIdsAt, readId } from './postings-index/ids.ts'
import { blockPlaces, blockWords, head, nameWords } from './postings-index/memory.ts'
import { type PostingsIndex, termTextsOf } from './postings-index.ts'

export interface RebuildOptions {
  at: Date
  /** How long the lists are. */
  limits: { posting: number; jobseeker: number }
  threads: number
  relaxations?: readonly Relaxation[]
  /** Between 0 and 1, a few times a second. */
  onProgress?: (share: number) => void
}

/** One entry of a list: the other side and what orders it. */
export interface Listed {
  id: string
  verdict: 'eligible' | 'conditional'
  score: number
  recommendations: number
}

/** Every list, exactly as the engine would answer it one by one. */
export interface Rebuilt {
  forPosting: (id: string) => Listed[]
  forJobseeker: (id: string) => Listed[]
  /** Of the lists in memory. */
  bytes: number
}

/**
 * All lists of both sides in one go: each pair that can be listed is rated once and offered to both. People are taken in the order of where
 * they live, so that neighbours look at the same postings.
 * @throws when a posting or a person changes before it is done
 */
export async function rebuildAll(
  { people, postings }: Pick<EngineState, 'people' | 'postings'>,
  options: RebuildOptions,
): Promise<Rebuilt> {
  const job = createJob(people, postings, options)
  const before = [Atomics.load(people.memory.clock, 0), Atomics.load(postings.memory.head, head.sequence)]
  await run(job, options)
  const after = [Atomics.load(people.memory.clock, 0), Atomics.load(postings.memory.head, head.sequence)]
  if (before.join() !== after.join()) throw new Error('the facts changed while all lists were being rebuilt')
  return readable(people, postings, job)
}

function createJob(
  people: People,
  { memory, terms }: PostingsIndex,
  { at, limits, threads, relaxations = [] }: RebuildOptions,
): Omit<BulkJob, 'thread'> {
  const records = (memory.head[head.blocks] as number) * blockPlaces
  return {
    people: people.memory,
    odd: [...people.odd],
    postings: memory,
    terms: termTextsOf(terms),
    at,
    relaxations,
    rows: people.memory.blocks.rows.length / rowWords,
    parts: Array.from({ length: threads }, () => createBulkLists(records, limits.posting)),
    jobseekers: createBulkLists(people.ids.highest(), limits.jobseeker),
    full: new Uint8Array(new SharedArrayBuffer(people.ids.highest())),
    open: new Int32Array(new SharedArrayBuffer((records / blockPlaces) * blockWords * 4)),
    control: new Int32Array(new SharedArrayBuffer(control.words * 4)),
  }
}

const progressEveryMs = 200

async function run(job: Omit<BulkJob, 'thread'>, { threads, onProgress }: RebuildOptions): Promise<void> {
  const total = job.rows * 2 + (job.postings.head[head.blocks] as number) * blockPlaces
  const report = () => onProgress?.(Math.min(1, Atomics.load(job.control, control.done) / Math.max(1, total)))
  const timer = setInterval(report, progressEveryMs)
  const workers = Array.from(
    { length: threads },
    (_, thread) => new Worker(new URL('./bulk-worker.ts', import.meta.url), { workerData: { ...job, thread }, execArgv: [] }),
  )
  try {
    await Promise.all(workers.map(finished))
    report()
  } finally {
    clearInterval(timer)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function finished(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', (cause) => reject(new Error('a thread failed to rebuild its lists', { cause })))
    worker.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`a thread that rebuilds lists ended with code ${code}`))
    })
  })
}

function readable(people: People, postings: PostingsIndex, { parts: [merged], jobseekers }: Omit<BulkJob, 'thread'>): Rebuilt {
  const names = postings.memory.names.slice()
  const compareNames = (a: number, b: number) => compareIdsAt(names, a * nameWords, b * nameWords)
  const recordOf = new Map(postings.records())
  const listed = (
    lists: BulkLists | undefined,
    owner: number,
    compare: (a: number, b: number) => number,
    idOf: (item: number) => string,
  ) =>
    lists === undefined || owner < 0
      ? []
      : mergeLists([lists], owner, compare).map(({ key, item }): Listed => {
          const { tier, score, recommendations } = readBulkKey(key)
          return { id: idOf(item), verdict: tier === 0 ? 'eligible' : 'conditional', score, recommendations }
        })
  return {
    forPosting: (id) => listed(merged, recordOf.get(id) ?? -1, people.ids.compare, people.ids.text),
    forJobseeker: (id) => listed(jobseekers, people.ids.find(id), compareNames, (record) => readId(names, record * nameWords)),
    bytes: [merged, jobseekers].reduce((sum, lists) => sum + (lists?.keys.byteLength ?? 0) * 2 + (lists?.sizes.byteLength ?? 0) * 3, 0),
  }
}
