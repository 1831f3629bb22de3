import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAuthenticator } from '@zhihe/access/authenticate'
import { ssoOf } from '@zhihe/access/sso-settings'
import { nouns, type ServiceName } from '@zhihe/contracts/routes'
import type { App } from '@zhihe/http/app'
import { cutAfterMs, guardServer, serverOptions } from '@zhihe/http/server'
import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { type ProcessContext, runProcess } from '@zhihe/runtime/run-process'
import { type OriginConfig, readOriginConfig } from './config.ts'
import { buildServices } from './services.ts'

// One origin for all services, routed by the first noun: what a reverse proxy does in containers (infra/docker/Caddyfile).
await runProcess({ name: 'origin', readConfig: () => readOriginConfig(process.env), start })

async function start(config: OriginConfig, { logger, stack }: ProcessContext): Promise<void> {
  const metrics = createMetrics({ process: 'origin' })
  const access = stack.use(
    openDatabase({ url: config.POSTINGS_DATABASE_URL, applicationName: 'zhihe-origin-access', maxConnections: 2, log: logger }),
  )
  const authenticate = createAuthenticator({ db: access.db, now: () => new Date(), sso: ssoOf(config) })
  const apps = await buildServices({ config, logger, metrics, authenticate, stack })
  for (const app of Object.values(apps)) await app.ready()

  const server = createServer(serverOptions, (request, response) => {
    if (request.url === '/readyz') void answerReady(apps, response)
    else apps[serviceOf(request.url ?? '/')].routing(request, response)
  })
  guardServer(server, { maxConnections: config.MAX_CONNECTIONS })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.PORT, config.HOST, resolve)
  })
  stack.defer(async () => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    const cut = setTimeout(() => server.closeAllConnections(), cutAfterMs)
    await closed
    clearInterval(sweep)
    clearTimeout(cut)
  })
  logger.info({ port: (server.address() as AddressInfo).port }, 'listening')
}

function serviceOf(url: string): ServiceName {
  if (url === '/index-digest') return 'matching'
  const noun = /^\/v1\/([^/?]+)/.exec(url)?.[1] ?? ''
  return nouns[noun] ?? 'postings'
}

async function answerReady(apps: Record<ServiceName, App>, response: import('node:http').ServerResponse): Promise<void> {
  const answers = await Promise.all(Object.entries(apps).map(async ([name, app]) => ({ name, answer: await app.inject('/readyz') })))
  const ready = answers.every(({ answer }) => answer.statusCode === 200)
  const services = Object.fromEntries(answers.map(({ name, answer }) => [name, answer.json<unknown>()]))
  response
    .writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ ready, services }))
}
