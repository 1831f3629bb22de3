import type { Principal } from '@zhihe/contracts/access'
import { problem } from '@zhihe/http/problem'
import type { Db } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import { Counter, type Registry } from '@zhihe/runtime/metrics'
import { dayOf, endOfDay } from '../domain/people-day.ts'
import { noteSeen } from '../store/people-seen-store.ts'

export interface PeopleLimit {
  /**
   * Counts the people an answer tells of, before it is given. Throws the Problem `people_limit_reached` when the enterprise would be told of more
   * different ones today than it may; of those it has been told of today it is told as often as it asks.
   */
  note: (caller: Principal, posting: { tenantId: string; employerId: string }, jobseekerIds: readonly string[]) => Promise<void>
}

export interface PeopleLimitOptions {
  db: Db
  now: () => Date
  logger: Logger
  metrics: Registry
  peoplePerDay: number
}

const rememberedEmployers = 2_000

/** The people of whom an enterprise was told today are kept in memory too: only who is new to it costs a statement. */
export function createPeopleLimit({ db, now, logger, metrics, peoplePerDay }: PeopleLimitOptions): PeopleLimit {
  const counter = counterOf(metrics)
  let today = ''
  let known = new Map<string, Set<string>>()
  let warned = new Set<string>()

  function knownOf(employerId: string, day: string): Set<string> {
    if (day !== today || known.size >= rememberedEmployers) {
      today = day
      known = new Map()
      warned = new Set()
    }
    const own = known.get(employerId) ?? new Set()
    known.set(employerId, own)
    return own
  }

  return {
    note: async ({ role, keyId }, { tenantId, employerId }, jobseekerIds) => {
      if (role !== 'enterprise') return
      const at = now()
      const day = dayOf(at)
      const own = knownOf(employerId, day)
      const fresh = jobseekerIds.filter((id) => !own.has(id))
      if (fresh.length === 0) return
      if (await noteSeen(db, fresh, { employerId, day, tenantId, keyId, at, atMost: peoplePerDay })) {
        for (const id of fresh) own.add(id)
        return
      }
      counter.inc()
      if (!warned.has(keyId))
        logger.warn({ keyId, employerId, day, peoplePerDay }, 'an enterprise has seen as many people as it may in a day')
      warned.add(keyId)
      throw limitReached(at, peoplePerDay)
    },
  }
}

function limitReached(at: Date, peoplePerDay: number) {
  const end = endOfDay(at)
  const from = `${dayOf(end)}T00:00:00+08:00`
  return problem('people_limit_reached', {
    retryAfterSeconds: Math.ceil((end.getTime() - at.getTime()) / 1_000),
    detail: `At most ${peoplePerDay} different people a day; more from ${from}. Those seen today can be read again, also with a smaller limit.`,
    detailZh: `每日最多查看 ${peoplePerDay} 人；${from} 起可继续查看。今天已看过的人仍可查看，也可减小 limit 后再试。`,
  })
}

const name = 'zhihe_people_limit_reached_total'

// Several apps may live in one process (the local origin, tests); they share the registry and so this series.
function counterOf(metrics: Registry): Counter {
  const existing = metrics.getSingleMetric(name)
  if (existing instanceof Counter) return existing
  return new Counter({
    name,
    help: 'Answers refused because an enterprise has seen as many people as it may in a day',
    registers: [metrics],
  })
}
