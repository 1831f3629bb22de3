import { randomBytes } from 'node:crypto'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import type { WorldSpec } from '../world/specs.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'
import { startWitness } from './parts/arrival.ts'
import { type Fair, openFair, postingIdOf, statusOf } from './parts/fair.ts'
import { said } from './parts/figures.ts'

const kinds = ['missing', 'wrong'] as const

export const keysMissing: Scenario = {
  id: 'keys-missing',
  rows: ['c42'],
  fault: 'the key that wraps the keys of identities is missing, then wrong, at an instance of the jobseekers API',
  component: 'jobseekers API; all others',
  expected:
    'What is about who people are answers 503 there, never plain text; all else works: postings, matching, messages, and the instance that has the key.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using world = await context.startWorld({
    instances: { 'jobseekers-api': 3 },
    envOf: { 'jobseekers-api-3': { IDENTITY_KEY: `other:${randomBytes(32).toString('base64')}` } },
    place: (spec) => (spec.name === 'jobseekers-api-2' ? without(spec, 'IDENTITY_KEY') : spec),
  })
  await using fair = await openFair(world)
  await using witness = await startWitness(fair)
  const id = await fair.person(0)
  const found = []
  for (const [at, kind] of kinds.entries()) found.push({ kind, ...(await probe(fair, id, at + 1)) })
  const healthy = statusOf(await world.ask({ method: 'GET', path: `/v1/jobseekers/${id}`, role: 'federation' }))
  const posting = postingIdOf(await fair.put('without-keys'))
  const arrivedMs = posting === null ? null : await waitUntil(() => witness.haveArrived([posting]), { withinMs: 20_000 })
  const ok = found.every(({ read, created, listed, leaks }) => read === 503 && created === 503 && listed === 200 && leaks === 0)
  return {
    ok: ok && healthy === 200 && arrivedMs !== null,
    seen: `${found.map(({ kind, read, created, listed, leaks }) => `${kind}: reading ${read}, registering ${created}, consents ${listed}, ${leaks} leaks`).join('; ')}; with the key: ${healthy}; a posting went all the way in ${said(arrivedMs)}.`,
    figures: { leaks: found.reduce((sum, { leaks }) => sum + leaks, 0) },
  }
}

function without(spec: WorldSpec, name: string): WorldSpec {
  const { [name]: _, ...env } = spec.env
  return { ...spec, env }
}

/** What one instance answers about people. */
async function probe({ world }: Fair, id: string, instance: number) {
  const ask = async (method: 'GET' | 'POST', path: string, body?: object) =>
    await world.ask({ method, path, role: 'federation', instance, ...(body === undefined ? {} : { body }) })
  const answers = {
    read: await ask('GET', `/v1/jobseekers/${id}`),
    created: await ask('POST', '/v1/jobseekers', stranger),
    listed: await ask('GET', `/v1/jobseekers/${id}/consents`),
  }
  const said = Object.values(answers).filter(
    (answer) => JSON.stringify(answer).includes('试验者') || JSON.stringify(answer).includes('19900001234'),
  )
  return {
    read: statusOf(answers.read),
    created: statusOf(answers.created),
    listed: statusOf(answers.listed),
    leaks: said.length + (await countPlain(world)),
  }
}

const stranger = {
  identity: { name: '试验者', phone: '199 0000 5678' },
  profile: { regionCode: '330106', education: 'bachelor' },
  consents: [{ purpose: 'matching', textVersion: 'v1', at: '2026-01-05T09:00:00+08:00' }],
}

/** Rows of the vault in which a name stands as it is. */
async function countPlain({ database }: World): Promise<number> {
  const { rows } = await database.pool.query<{ plain: number }>(
    "select count(*)::int as plain from vault.identities where position(convert_to('试验者', 'UTF8') in ciphertext) > 0",
  )
  return rows[0]?.plain ?? 0
}
