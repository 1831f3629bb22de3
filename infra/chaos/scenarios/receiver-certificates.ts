import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, type Certified, createAuthority } from '../../../services/webhooks/test/certificates.ts'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { waitUntil } from '../world/waiting.ts'
import { attemptsAt, comesOf } from './parts/attempts.ts'
import { openFair } from './parts/fair.ts'

const host = '127.0.0.1'
const dayMs = 86_400_000

export const receiverCertificates: Scenario = {
  id: 'receiver-certificates',
  rows: ['c34'],
  fault:
    'receivers with a certificate that is expired, not yet valid, for another name, signed by a stranger or by itself, or with TLS 1.0 and 1.1 only',
  component: 'webhooks worker',
  expected:
    'Failure `tls_error`, visible in the log and to be tried again; not one byte of a message is sent to them; a good certificate is delivered to.',
  backends: ['postgres'],
  inQuick: false,
  run,
}

async function run(context: ScenarioContext): Promise<Seen> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'zhihe-chaos-ca-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const trusted = createAuthority('a trusted authority')
  const good = trusted.issue({ names: [host] })
  const bad = badOnes(trusted, good)
  const trustFile = join(folder, 'authority.pem')
  writeFileSync(trustFile, trusted.cert)

  const world = stack.use(await context.startWorld({ envOf: { 'webhooks-worker': { NODE_EXTRA_CA_CERTS: trustFile } } }))
  await using fair = await openFair(world)
  let reached = 0
  const subscribe = async (options: ServerOptions, onRequest: () => void): Promise<string> =>
    await fair.endpoint(await startTls(options, { stack, onRequest }), ['posting.published'])
  const badIds: string[] = []
  for (const options of Object.values(bad)) badIds.push(await subscribe(options, () => (reached += 1)))
  const goodId = await subscribe(good, () => {})
  await fair.put('certified')

  const firsts = async () => await Promise.all([...badIds, goodId].map(async (id) => (await attemptsAt(world, id))[0]))
  await waitUntil(async () => (await firsts()).every((one) => one !== undefined && one.outcome !== 'sending'), {
    withinMs: 30_000,
    pollMs: 100,
  })
  const found = (await firsts()).map((one) => (one ? comesOf(one) : 'none'))
  const { rows } = await world.database.pool.query<{ due: number }>(
    "select count(*)::int as due from webhooks.messages where endpoint_id = any($1::uuid[]) and status = 'pending' and next_attempt_at is not null",
    [badIds],
  )
  const due = rows[0]?.due ?? 0
  const names = [...Object.keys(bad), 'good']
  return {
    ok: found.slice(0, -1).every((one) => one === 'tls_error') && found.at(-1) === 204 && reached === 0 && due === badIds.length,
    seen: `${names.map((name, at) => `${name}: ${found[at]}`).join(', ')}; ${reached} requests reached a bad one, ${due} of ${badIds.length} will be tried again.`,
    figures: { reached, due },
  }
}

function badOnes(trusted: Authority, good: Certified): Record<string, ServerOptions> {
  const stranger = createAuthority('a stranger')
  const ago = (days: number) => new Date(Date.now() - days * dayMs)
  const old = (version: 'TLSv1' | 'TLSv1.1'): ServerOptions => ({
    ...good,
    minVersion: version,
    maxVersion: version,
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  return {
    expired: trusted.issue({ names: [host], notBefore: ago(9), notAfter: ago(1) }),
    'not yet valid': trusted.issue({ names: [host], notBefore: ago(-1), notAfter: ago(-9) }),
    'another name': trusted.issue({ names: ['other.example.com'] }),
    'a stranger': stranger.issue({ names: [host] }),
    'signed by itself': { cert: stranger.cert, key: stranger.key },
    'TLS 1.0': old('TLSv1'),
    'TLS 1.1': old('TLSv1.1'),
  }
}

async function startTls(
  options: ServerOptions,
  { stack, onRequest }: { stack: AsyncDisposableStack; onRequest: () => void },
): Promise<string> {
  const server = createServer(options, (request, response) => {
    onRequest()
    request.resume().on('end', () => response.writeHead(204, { connection: 'close' }).end())
  })
  server.on('tlsClientError', () => {}).listen(0, host)
  await once(server, 'listening')
  stack.defer(() => new Promise<void>((done) => void server.close(() => done())))
  return `https://${host}:${(server.address() as AddressInfo).port}/`
}
