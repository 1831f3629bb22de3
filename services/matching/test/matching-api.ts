import { createAuthenticator } from '@zhihe/access/authenticate'
import { createKey, createTenant, type NewKey } from '@zhihe/access/keys'
import type { MatchReceipt, matchPage } from '@zhihe/contracts/match'
import { noLimits } from '@zhihe/http/limits'
import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { v7 } from 'uuid'
import type { z } from 'zod'
import { buildApp } from '../src/app.ts'
import { candidateRefKey, startMatching } from './matching-service.ts'

type Page = z.infer<typeof matchPage>

/** The service with one worker, its API, and keys of every role. */
export async function startMatchingApi() {
  const stack = new AsyncDisposableStack()
  const matching = stack.use(await startMatching())
  const worker = matching.startWorker()
  const admin = stack.use(openDatabase({ url: matching.adminUrl, applicationName: 'matching-test-keys' }))
  const now = () => new Date()
  const tenants = {
    organiser: await createTenant(admin.db, 'fair', now()),
    otherOrganiser: await createTenant(admin.db, 'other fair', now()),
    federation: await createTenant(admin.db, 'federation', now()),
    otherFederation: await createTenant(admin.db, 'other federation', now()),
  }
  const employerId = v7()
  const key = async (fields: Omit<NewKey, 'label'>) => (await createKey(admin.db, { ...fields, label: 'test' }, now())).token
  const keys = {
    organiser: await key({ role: 'organiser', tenantId: tenants.organiser }),
    foreignOrganiser: await key({ role: 'organiser', tenantId: tenants.otherOrganiser }),
    enterprise: await key({ role: 'enterprise', tenantId: tenants.organiser, employerId }),
    foreignEnterprise: await key({ role: 'enterprise', tenantId: tenants.organiser, employerId: v7() }),
    federation: await key({ role: 'federation', tenantId: tenants.federation }),
    hangzhou: await key({ role: 'federation', tenantId: tenants.federation, regionCode: '330100' }),
    ningbo: await key({ role: 'federation', tenantId: tenants.federation, regionCode: '330200' }),
    foreignFederation: await key({ role: 'federation', tenantId: tenants.otherFederation }),
    admin: await key({ role: 'admin', tenantId: tenants.organiser }),
  }
  const app = await buildApp({
    database: matching.database,
    index: worker.index,
    authenticate: createAuthenticator({ db: matching.database.db, now }),
    now,
    candidateRefKey,
    logger: matching.logger,
    metrics: createMetrics({ process: 'test' }),
    limits: noLimits,
  })
  stack.adopt(app, () => app.close())

  const get = async (url: string, as?: keyof typeof keys) =>
    await app.inject({ method: 'GET', url, headers: as === undefined ? {} : { authorization: `Bearer ${keys[as]}` } })
  const post = async (url: string, payload: object | undefined, as: keyof typeof keys) =>
    await app.inject({ method: 'POST', url, ...(payload && { payload }), headers: { authorization: `Bearer ${keys[as]}` } })
  return {
    ...matching,
    worker,
    post,
    asOwner: async (statement: string) => void (await admin.pool.query(statement)),
    app,
    keys,
    tenants,
    employerId,
    get,
    page: async (query: string, as: keyof typeof keys): Promise<Page> => (await get(`/v1/matches?${query}`, as)).json<Page>(),
    match: async (id: string, as: keyof typeof keys): Promise<MatchReceipt> => (await get(`/v1/matches/${id}`, as)).json<MatchReceipt>(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
