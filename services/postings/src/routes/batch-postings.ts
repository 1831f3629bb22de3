import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { Principal } from '@zhihe/contracts/access'
import { type BatchAnswer, batchPostingsContract } from '@zhihe/contracts/posting-batch'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import type { Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { type JudgedItem, judgeItems, type ReadItem, readItem } from '../domain/batch.ts'
import { idempotency } from '../store/schema.ts'
import { type UpsertResult, upsertPostings, waitLongerForLocks } from '../store/upsert-postings.ts'
import { countOutcomes, rejectedItem, resultOf } from './batch-results.ts'
import type { Deps } from './deps.ts'
import { loadReferable } from './posting-references.ts'

const itemsPerTurn = 200

export function batchPostingsRoute({ bulkDb, now, newId }: Omit<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...batchPostingsContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const at = now()
        return await once({
          db: bulkDb,
          table: idempotency,
          contract: batchPostingsContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const judged = await judge(tx, body.items, principal)
            failpoint('batch.judged')
            const upserted = await keep(tx, judged, { principal, at, newId })
            failpoint('batch.kept')
            return { status: 200, body: answer(body.items, judged, upserted) }
          },
        })
      },
    })
  }
}

async function judge(tx: Transaction, items: readonly unknown[], principal: Principal): Promise<JudgedItem[]> {
  const read: ReadItem[] = []
  for (const [index, item] of items.entries()) {
    read.push(readItem(item, index))
    if (index % itemsPerTurn === 0) await letOthersRun()
  }
  failpoint('batch.read')
  await waitLongerForLocks(tx)
  const contents = read.flatMap((item) => ('posting' in item ? [item.posting] : []))
  return judgeItems(read, await loadReferable(tx, contents, principal))
}

type Keep = { principal: Principal; at: Date; newId: () => string }

async function keep(tx: Transaction, judged: readonly JudgedItem[], { principal, at, newId }: Keep): Promise<Map<number, UpsertResult>> {
  const { tenantId, keyId, employerId } = principal
  const good = judged.flatMap((item) => ('posting' in item ? [item] : []))
  const drafts = good.map(({ posting: { source, externalId, ...content }, employerKind }) => ({
    draft: { id: newId(), tenantId, source, externalId, content },
    employerKind,
  }))
  const results = await upsertPostings(tx, drafts, { tenantId, byKeyId: keyId, boundEmployer: employerId, now: at, newId })
  return new Map(results.map((result, at) => [good[at]!.index, result]))
}

function answer(items: readonly unknown[], judged: readonly JudgedItem[], upserted: ReadonlyMap<number, UpsertResult>): BatchAnswer {
  const results = judged.map((item) => {
    const result = upserted.get(item.index)
    return result ? resultOf(item.index, items[item.index], result) : rejectedItem(items[item.index], item)
  })
  return { counts: countOutcomes(results), results }
}
