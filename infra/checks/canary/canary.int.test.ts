import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canarySearch } from '@zhihe/testing/canary'
import { eventually } from '@zhihe/testing/eventually'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { housePlace, processesOf, type RunningHouse, startHouse } from '../../local/spawn-house.ts'
import { heapStrings } from './heap-strings.ts'
import { erase, type Journey, travel } from './journey.ts'
import { identityCanaries, sentenceCanaries } from './people.ts'
import { lookAt, lookAtFiles, lookAtRedis, lookAtTables, type Search } from './stores.ts'

const withinMs = 240_000
const waitMs = 60_000
/** Who has no business with identities. The origin and the importer have: they serve the register. */
const strangers = [
  'services/matching/src/worker.ts',
  'services/matching/src/relay.ts',
  'services/postings/src/worker.ts',
  'services/postings/src/relay.ts',
  'services/webhooks/src/worker.ts',
  'services/jobseekers/src/relay.ts',
  'services/jobseekers/src/worker.ts',
]

let place: Awaited<ReturnType<typeof housePlace>>
let house: RunningHouse
let catcher: Awaited<ReturnType<typeof startWebhookCatcher>>
let journey: Journey

// On Redis where it is found; the jobs that lie in PostgreSQL are looked at by newcomer.int.test.ts.
// In a database of its own there: another house that is tested beside this one takes no job of it.
const backend = inject('queueBackends').find(({ name }) => name === 'redis')
const redisUrl = backend?.name === 'redis' ? new URL('/7', backend.url).href : null
const until = async (claim: () => Promise<boolean>) => {
  const held = async (): Promise<void> => {
    if (!(await claim())) throw new Error(`waited ${waitMs} ms for ${String(claim)}`)
  }
  await eventually(held, { withinMs: waitMs })
}

beforeAll(async () => {
  place = await housePlace()
  catcher = await startWebhookCatcher()
  const env = { LOG_LEVEL: 'trace', ...(redisUrl === null ? {} : { QUEUE_URL: redisUrl }) }
  house = await startHouse({ ...place, env }, ['--empty'])
  journey = await travel(house.local, catcher.url, until)
}, withinMs)

afterAll(async () => {
  await house.interrupt()
  await catcher[Symbol.asyncDispose]()
  place[Symbol.dispose]()
}, 60_000)

describe('one person, driven through every flow', () => {
  it('is named where she consented and where she has a right to it', () => {
    const disclosed = canarySearch(identityCanaries).in(journey.disclosed)
    const exported = canarySearch({ ...identityCanaries, ...sentenceCanaries }).in(journey.exported)

    expect(disclosed.map(({ canary }) => canary)).toEqual(expect.arrayContaining(['newName', 'newPhone', 'renewedCertificate']))
    expect(disclosed.map(({ canary }) => canary)).not.toContain('guardianName')
    expect(exported.map(({ canary }) => canary)).toEqual(
      expect.arrayContaining(['newName', 'number', 'guardianName', 'ownerName', 'skillText', 'note', 'planNote']),
    )
  })

  it('is named in no other answer, no webhook and no metric', async () => {
    await until(async () => catcher.requests.some(({ rawBody }) => rawBody.includes('disclosure.granted')))
    await until(async () => catcher.requests.some(({ rawBody }) => rawBody.includes('match.proposed')))
    const search: Search = { search: canarySearch(identityCanaries), findings: [], looked: {} }

    lookAt(search, 'answers', 'all', journey.heard.join('\n'))
    for (const { method, path, headers, rawBody } of catcher.requests)
      lookAt(search, 'webhook', path, `${method} ${JSON.stringify(headers)} ${rawBody.toString()}`)
    lookAt(search, 'metrics', 'origin', await (await fetch(`${house.local.origin}/metrics`)).text())

    expect(search.findings).toEqual([])
    expect(search.looked['answers']).toBeGreaterThan(20_000)
  })

  it(
    'lies in plain in no table, no file of the database, no log, no job, no snapshot and no heap of a process that is not the register',
    async () => {
      const search: Search = { search: canarySearch({ ...identityCanaries, ...sentenceCanaries }), findings: [], looked: {} }
      const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }

      await lookAtTables(search, url)
      lookAtFiles(search, 'database file', clusterFolder(house.output()))
      lookAtFiles(search, 'log', join(place.dataDir, 'logs'))
      const snapshots = join(place.dataDir, 'snapshots')
      if (existsSync(snapshots)) lookAtFiles(search, 'snapshot', snapshots)
      if (redisUrl !== null) await lookAtRedis(search, redisUrl)
      for (const script of strangers) lookAt(search, 'heap', script, await heapStrings(pidOf(script)))

      expect(search.findings).toEqual([])
      const kinds = ['table', 'database file', 'log', 'heap', ...(redisUrl === null ? [] : ['redis'])]
      expect(kinds.filter((kind) => (search.looked[kind] ?? 0) < 1_000)).toEqual([])
    },
    withinMs,
  )

  it(
    'is forgotten in every store within ten seconds of her erasure, but for the ledgers that the law wants kept',
    async () => {
      const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
      const { candidateRef } = JSON.parse(journey.disclosed) as { candidateRef: string }
      const words = { id: journey.jobseekerId, candidateRef, ...identityCanaries, ...sentenceCanaries }
      const erasedAt = Date.now()

      await erase(house.local, journey.jobseekerId)
      const stillFound = async (): Promise<string[]> => {
        const search: Search = { search: canarySearch(words), findings: [], looked: {} }
        await lookAtTables(search, url)
        return [...new Set(search.findings.map((finding) => finding.replace(/: (\w+) as .*/, ' $1')))].filter((finding) => !isKept(finding))
      }
      await eventually(async () => expect(await stillFound()).toEqual([]), { withinMs: 10_000 })

      expect(Date.now() - erasedAt).toBeLessThan(12_000)
      expect(await eventsAbout(url, journey.jobseekerId)).toEqual(['jobseeker.erased'])
      const told = () => catcher.requests.some(({ rawBody }) => rawBody.includes('candidate.erased') && rawBody.includes(candidateRef))
      await until(async () => told())
    },
    withinMs,
  )

  it('would be found: the same search sees words that do stand in tables and logs', async () => {
    const search: Search = { search: canarySearch({ id: journey.importedId, process: 'jobseekers-relay' }), findings: [], looked: {} }
    const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }

    await lookAtTables(search, url)
    lookAtFiles(search, 'log', join(place.dataDir, 'logs'))

    expect(search.findings.filter((finding) => finding.startsWith('table matching.'))).not.toEqual([])
    expect(search.findings.filter((finding) => finding.startsWith('log '))).not.toEqual([])
  })
})

/** Who received what and who looked, under her pseudonym (decision 022), and the message that tells the employer to delete. */
const ledgers = [
  'jobseekers.disclosures',
  'jobseekers.consent_evidence',
  'jobseekers.erasures',
  'audit.entries',
  'audit.people',
  'webhooks.messages',
  'webhooks.attempts',
  'webhooks.erasures',
  // Her erasure itself, for the hour that published events are kept.
  'jobseekers.outbox',
  'matching.jobseekers',
]

function isKept(finding: string): boolean {
  return ledgers.some((ledger) => finding.startsWith(`table ${ledger} `))
}

async function eventsAbout(url: string, jobseekerId: string): Promise<string[]> {
  const pool = new Pool({ connectionString: url, max: 1 })
  const { rows } = await pool.query<{ type: string }>('select type from jobseekers.outbox where payload::text like $1', [
    `%${jobseekerId}%`,
  ])
  await pool.end()
  return rows.map(({ type }) => type)
}

function pidOf(script: string): number {
  const found = processesOf(place.folder).find(({ command }) => command.includes(script))
  if (!found) throw new Error(`no process runs ${script}`)
  return found.pid
}

function clusterFolder(output: string): string {
  const folder = /^Data: (.+?)\. Logs:/m.exec(output)?.[1]
  if (folder === undefined) throw new Error('npm start did not say where the data is')
  return folder
}
