import { randomUUID } from 'node:crypto'
import type { Scenario, ScenarioContext, Seen } from '../scenario.ts'
import { armed, orderCrash } from '../world/armed.ts'
import { type Ground, idOf, isDone, layGround, source } from '../world/ground.ts'
import { waitUntil } from '../world/waiting.ts'
import type { World } from '../world/world.ts'

const toldWithinMs = 60_000
const beforeCommit = ['once.key-taken', 'once.done', 'once.answer-kept'] as const

const everywhere = { backends: ['postgres', 'redis'], inQuick: false } as const

export const crashBeforeCommit: Scenario = {
  ...everywhere,
  id: 'process-crash-before-commit',
  rows: ['c1'],
  fault: 'SIGKILL before the commit (crash points once.key-taken, once.done, once.answer-kept)',
  component: 'postings API',
  expected: 'the client sees a reset; nothing is stored; the same key tried again works once',
  run: (context) =>
    onGround(context, async (world, ground) => {
      const found = []
      for (const point of beforeCommit) found.push(await pushThroughCrash(world, ground, point))
      const ok = found.every(
        ({ answered, rowsAfterCrash, again, rows }) => !answered && rowsAfterCrash === 0 && again === 201 && rows === 1,
      )
      return {
        ok,
        seen: `${found.length} deaths before the commit: ${count(found, (one) => !one.answered)} resets, ${sum(found.map(({ rowsAfterCrash }) => rowsAfterCrash))} rows left behind, ${count(found, ({ again }) => again === 201)} done by the second try with the same key.`,
        figures: { deaths: found.length },
      }
    }),
}

export const crashAfterCommit: Scenario = {
  ...everywhere,
  id: 'process-crash-after-commit',
  rows: ['c2'],
  fault: 'SIGKILL after the commit and before the answer (once.committed)',
  component: 'postings API',
  expected: 'the same key tried again gets the first result; the event is sent once',
  run: (context) =>
    onGround(context, async (world, ground) => {
      const { answered, rowsAfterCrash, again, replayed, id, rows } = await pushThroughCrash(world, ground, 'once.committed')
      const heard = await waitUntil(() => ground.told().has(id), { withinMs: toldWithinMs })
      const ok = !answered && rowsAfterCrash === 1 && again === 201 && replayed && rows === 1 && heard !== null
      return {
        ok,
        seen: `The client got no answer, the row was there; the second try answered ${again}${replayed ? ', replayed,' : ''} and there was ${rows} row; it was told ${heard === null ? 'never' : 'once'}.`,
      }
    }),
}

export const crashAfterPublish: Scenario = {
  ...everywhere,
  id: 'process-crash-after-publish',
  rows: ['c3'],
  fault: 'SIGKILL after the event was put into the queue and before it was marked (relay.published)',
  component: 'postings relay',
  expected: 'the job is added twice and has effect once',
  run: (context) => crashedTelling(context, { name: 'postings-relay', at: 'relay.published:1' }, (sent) => sent === 1),
}

export const crashAfterCopy: Scenario = {
  ...everywhere,
  id: 'process-crash-after-copy',
  rows: ['c1', 'c2'],
  fault: 'SIGKILL after the copy was committed and before the job was done (copies.committed)',
  component: 'matching worker',
  expected: 'the job runs again; one copy, one list, nothing proposed twice',
  run: (context) => crashedTelling(context, { name: 'matching-worker', at: 'copies.committed:1' }, (sent) => sent === 1),
}

export const crashAfterSend: Scenario = {
  ...everywhere,
  id: 'process-crash-after-send',
  rows: ['c2', 'c3', 'W11'],
  fault: 'SIGKILL after the message was sent and before the answer was recorded (sender.sent)',
  component: 'webhook sender',
  expected: 'sent again under the same id; the log shows it',
  run: (context) => crashedTelling(context, { name: 'webhooks-worker', at: 'sender.sent:1' }, (sent, ids) => sent === 2 && ids === 1),
}

async function onGround(context: ScenarioContext, run: (world: World, ground: Ground) => Promise<Seen>): Promise<Seen> {
  await using world = await context.startWorld({ place: armed })
  await using ground = await layGround(world)
  return await run(world, ground)
}

async function pushThroughCrash(world: World, ground: Ground, point: string) {
  const { hasDied } = await orderCrash(world, { name: 'postings-api', at: `${point}:1` })
  const externalId = randomUUID()
  const body = { ...ground.posting(), source, externalId }
  const request = { method: 'POST', path: '/v1/postings', body, role: 'organiser', idempotencyKey: externalId } as const
  const first = await world.ask(request)
  await hasDied(10_000)
  const rowsAfterCrash = await rowsOf(world, externalId)
  await world.processes.untilReady(30_000, ['postings-api'])
  const again = await world.ask(request)
  const [status, replayed] = again.kind === 'answer' ? [again.status, again.headers.get('idempotent-replayed') === 'true'] : [0, false]
  const { id } = isDone(again) ? (again.body as { id: string }) : { id: '' }
  return { answered: first.kind === 'answer', rowsAfterCrash, again: status, replayed, id, rows: await rowsOf(world, externalId) }
}

async function rowsOf(world: World, externalId: string): Promise<number> {
  const { rows } = await world.database.pool.query('select 1 from postings.postings where external_id = $1', [externalId])
  return rows.length
}

async function crashedTelling(
  context: ScenarioContext,
  order: { name: string; at: string },
  isRight: (sent: number, ids: number) => boolean,
): Promise<Seen> {
  return await onGround(context, async (world, ground) => {
    const { hasDied } = await orderCrash(world, order)
    const startedAt = performance.now()
    const answer = await world.ask(ground.putPosting(randomUUID()))
    const id = idOf(answer)
    if (id === null) return { ok: false, seen: `The posting was not taken: ${JSON.stringify(answer)}` }
    const died = await hasDied(10_000)
    const heard = () => ground.catcher.requests.filter(({ rawBody }) => rawBody.includes(id))
    const isDoneRight = () => isRight(heard().length, new Set(heard().map(({ headers }) => headers['webhook-id'])).size)
    const tookMs = await waitUntil(async () => isDoneRight() && (await effectsOf(world, id)) === '1 copies, 1 lists, 0 repeated', {
      withinMs: toldWithinMs,
    })
    const effects = await effectsOf(world, id)
    const recoveredMs = Math.round(performance.now() - startedAt)
    return {
      ok: died && tookMs !== null && isDoneRight(),
      seen: `${died ? 'It died there' : 'It did not die'}; ${heard().length} deliveries under ${new Set(heard().map(({ headers }) => headers['webhook-id'])).size} id, ${effects}, all done ${recoveredMs} ms after the change.`,
      figures: { recoveredMs, sent: heard().length },
    }
  })
}

async function effectsOf(world: World, postingId: string): Promise<string> {
  const { rows } = await world.database.pool.query<{ copies: string; lists: string; repeated: string }>(
    `select (select count(*) from matching.postings where id = $1) as copies,
            (select count(*) from matching.shortlists where posting_id = $1) as lists,
            (select count(*) from (select from webhooks.messages where posting_id = $1 group by type, seq having count(*) > 1) m) as repeated`,
    [postingId],
  )
  const [row] = rows
  return `${row?.copies} copies, ${row?.lists} lists, ${row?.repeated} repeated`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
const count = <T>(all: readonly T[], isOne: (one: T) => boolean): number => all.filter(isOne).length
