import { createHmac, randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { Agent, request } from 'undici'

// The floor: claim, sign, POST. No log of attempts, no lease, no fairness, no consent, no retry. Arguments: the database, the receiver. Works until
// nothing is pending, tells its parent how long that took, and ends.
const [databaseUrl = '', receiver = ''] = process.argv.slice(2)
const client = new Client({ connectionString: databaseUrl })
const dispatcher = new Agent({ pipelining: 1 })
const secret = randomBytes(32)
const atOnce = 64
const batch = 256

interface Row {
  id: string
  body: string
}

async function send({ id, body }: Row): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1_000)
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  }
  const response = await request(receiver, { dispatcher, method: 'POST', headers, body })
  await response.body.dump()
}

async function claim(): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: 'claim',
    text: `update webhooks.messages set status = 'delivered', next_attempt_at = null
           where id in (select id from webhooks.messages where status = 'pending' order by id limit ${batch} for update skip locked)
           returning id, body`,
  })
  return rows
}

await client.connect()
const startedAt = performance.now()
let sent = 0
for (let rows = await claim(); rows.length > 0; ) {
  const next = claim()
  const left = [...rows]
  const work = async (): Promise<void> => {
    for (let row = left.pop(); row; row = left.pop()) await send(row)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  sent += rows.length
  rows = await next
}
process.send?.({ sent, seconds: (performance.now() - startedAt) / 1_000 })
await client.end()
await dispatcher.close()
process.disconnect?.()
