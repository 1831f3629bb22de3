import { connect } from 'node:net'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../src/database.ts'
import { eventually } from '../src/eventually.ts'
import { queueBackends } from '../src/queue-backends.ts'

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

describe('createTestDatabase', () => {
  it('gives each caller its own database and drops it, even while somebody is connected', async () => {
    const first = await createTestDatabase()
    await using second = await createTestDatabase()
    await query(first.adminUrl, 'create table mine (id int)')
    const guest = new Client({ connectionString: first.adminUrl })
    guest.on('error', () => {})
    await guest.connect()

    const seenBySecond = await query(second.url(), "select to_regclass('mine') as mine")
    await first[Symbol.asyncDispose]()

    expect(seenBySecond).toEqual([{ mine: null }])
    await expect(query(first.adminUrl, 'select 1')).rejects.toThrow('does not exist')
  })

  it('names the role in the url', async () => {
    await using database = await createTestDatabase()

    expect(new URL(database.url('zhihe_postings')).username).toBe('zhihe_postings')
  })
})

describe.each(queueBackends())('queueBackends on $name', ({ name, open }) => {
  it('gives an address that accepts connections and a prefix of its own', async () => {
    await using first = await open()
    await using second = await open()
    const { protocol, hostname, port } = new URL(first.url)

    const connected = await new Promise<boolean>((done) => {
      const socket = connect(Number(port), hostname, () => done(socket.end() !== undefined)).once('error', () => done(false))
    })

    expect(connected).toBe(true)
    expect(protocol).toBe(name === 'redis' ? 'redis:' : 'postgres:')
    expect(first.keyPrefix).not.toBe(second.keyPrefix)
  })
})

describe('eventually', () => {
  it('returns what the assertion returns once it passes', async () => {
    let calls = 0

    const result = await eventually(() => {
      calls += 1
      expect(calls).toBeGreaterThanOrEqual(3)
      return calls
    })

    expect(result).toBe(3)
  })

  it('rejects with the last failure of the assertion when time is up', async () => {
    await expect(eventually(() => expect(1).toBe(2), { withinMs: 40 })).rejects.toThrow('expected 1 to be 2')
  })
})
