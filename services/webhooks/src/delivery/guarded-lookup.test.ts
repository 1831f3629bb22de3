import type { LookupAddress } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { guardedLookup } from './guarded-lookup.ts'

const four = (address: string): LookupAddress => ({ address, family: 4 })
const six = (address: string): LookupAddress => ({ address, family: 6 })

async function look(answers: LookupAddress[][], { all = true, allowPrivate = false } = {}) {
  const rest = [...answers]
  const lookup = guardedLookup({ resolve: async () => rest.shift() ?? [], allowPrivate })
  const once = () =>
    new Promise<unknown>((resolve) => {
      lookup('hooks.example.com', { all }, (error, address) => resolve(error ? error.code : address))
    })
  const seen: unknown[] = []
  for (const _ of answers) seen.push(await once())
  return seen
}

describe('guardedLookup', () => {
  it('hands on public addresses, all or the first', async () => {
    const addresses = [four('93.184.215.14'), six('2606:4700:4700::1111')]

    expect(await look([addresses])).toEqual([addresses])
    expect(await look([addresses], { all: false })).toEqual(['93.184.215.14'])
  })

  it('refuses a name that turns private, at the very connection that would use it', async () => {
    const flips = [[four('93.184.215.14')], [four('127.0.0.1')]]

    expect(await look(flips)).toEqual([[four('93.184.215.14')], 'ERR_REFUSED_ADDRESS'])
  })

  it.each([
    [[four('93.184.215.14'), four('10.0.0.1')]],
    [[six('::1')]],
    [[six('::ffff:127.0.0.1')]],
    [[six('::7f00:1')]],
    [[six('64:ff9b::a9fe:a9fe')]],
    [[four('169.254.169.254')]],
    [[six('fe80::1%eth0')]],
    [[four('not an address')]],
  ])('refuses %j', async (addresses) => {
    expect(await look([addresses])).toEqual(['ERR_REFUSED_ADDRESS'])
  })

  it('says that a name without addresses, or that cannot be asked for, failed', async () => {
    const broken = guardedLookup({ resolve: () => Promise.reject(new Error('SERVFAIL')), allowPrivate: false })
    const failure = await new Promise<string | undefined>((resolve) => {
      broken('hooks.example.com', {}, (error) => resolve(error?.code))
    })

    expect(await look([[]])).toEqual(['ERR_LOOKUP_FAILED'])
    expect(failure).toBe('ERR_LOOKUP_FAILED')
  })

  it('hands on private addresses where they are allowed', async () => {
    expect(await look([[four('127.0.0.1')]], { allowPrivate: true })).toEqual([[four('127.0.0.1')]])
  })
})
