import { startWebhookCatcher, type WebhookCatcher } from '@zhihe/testing/webhook-catcher'
import type { World } from '../../world/world.ts'
import type { Fair } from './fair.ts'

/** Who hears of every published posting: proof that an event went all the way. */
export interface Witness extends AsyncDisposable {
  catcher: WebhookCatcher
  /** How many of these postings matching has no copy of, and how many nobody was told of. */
  missing(postingIds: readonly string[]): Promise<{ copies: number; told: number }>
  haveArrived(postingIds: readonly string[]): Promise<boolean>
  /** Of what was told: how many messages have another id than one that told the same before. */
  repeatedEffects(): number
}

export async function startWitness(fair: Fair): Promise<Witness> {
  const catcher = await startWebhookCatcher()
  await fair.endpoint(catcher.url, ['posting.published'])
  const missing = async (postingIds: readonly string[]) => {
    const told = new Set(catcher.requests.map(({ rawBody }) => bodyOf(rawBody).data.postingId))
    return {
      copies: postingIds.length - (await countCopies(fair.world, postingIds)),
      told: postingIds.filter((id) => !told.has(id)).length,
    }
  }
  return {
    catcher,
    missing,
    haveArrived: async (postingIds) => {
      const { copies, told } = await missing(postingIds)
      return copies + told === 0
    },
    repeatedEffects: () => {
      const ids = new Map<string, Set<unknown>>()
      for (const { rawBody, headers } of catcher.requests) {
        const { type, data } = bodyOf(rawBody)
        const what = `${type} ${data.postingId} ${data.seq}`
        ids.set(what, (ids.get(what) ?? new Set()).add(headers['webhook-id']))
      }
      return [...ids.values()].reduce((sum, { size }) => sum + size - 1, 0)
    },
    [Symbol.asyncDispose]: () => catcher[Symbol.asyncDispose](),
  }
}

export interface ToldBody {
  type: string
  data: { postingId: string; seq: number; matchId?: string }
}

export function bodyOf(rawBody: Buffer): ToldBody {
  return JSON.parse(rawBody.toString()) as ToldBody
}

async function countCopies({ database }: World, postingIds: readonly string[]): Promise<number> {
  const { rows } = await database.pool.query<{ copies: number }>(
    'select count(*)::int as copies from matching.postings where id = any($1::uuid[])',
    [postingIds],
  )
  return rows[0]?.copies ?? 0
}
