import { describe, expect, it } from 'vitest'
import { type SealQuestion, sealRefusal } from './seal.ts'

const place = { server: '77', tables: '5 16384 16390 16400' }
// Transaction 3 of the second round of 2^32.
const xid = String(2n ** 32n + 3n)
const sound: SealQuestion = {
  seal: { token: 'a', xid, place },
  watermarkXid: String(2n ** 32n + 1n),
  place,
  check: { writtenBy: '3', nextXid: String(2n ** 32n + 4n) },
}

describe('sealRefusal', () => {
  it('lets a process start where the snapshot was read', () => {
    expect(sealRefusal(sound)).toBeNull()
    expect(sealRefusal({ ...sound, watermarkXid: sound.check.nextXid })).toBeNull()
  })

  it.each<[string, Partial<SealQuestion>]>([
    ['it was read from another server', { place: { ...place, server: '78' } }],
    ['it was read from other tables', { place: { ...place, tables: '5 16384 16390 16401' } }],
    ['the database does not know it', { check: { ...sound.check, writtenBy: null } }],
    ['the database was loaded from a copy', { check: { ...sound.check, writtenBy: '9' } }],
    ['the database is older than it', { check: { ...sound.check, nextXid: xid } }],
    ['the database is older than it', { watermarkXid: String(2n ** 32n + 5n) }],
  ])('refuses: %s', (reason, change) => {
    expect(sealRefusal({ ...sound, ...change })).toBe(reason)
  })
})
