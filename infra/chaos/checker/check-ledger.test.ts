import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Effect } from '../history/records.ts'
import { checkLedger, type KeptVersion, type Ledger } from './check-ledger.ts'
import { fatesOf, untoldWrites } from './fates.ts'
import type { Finding } from './finding.ts'
import { type HonestWorld, honestWorld } from './honest-world.ts'

const findingsOf = ({ records, ledger }: HonestWorld): Finding[] => checkLedger({ fates: fatesOf(records), ledger, check: 'postings' })
const kindsOf = (world: HonestWorld): Set<string> => new Set(findingsOf(world).map(({ kind }) => kind))

const withVersions = (world: HonestWorld, change: (versions: readonly KeptVersion[]) => KeptVersion[]): HonestWorld => {
  const versions = change(world.ledger.versions)
  const last = new Map(versions.map((one) => [one.entity, one.marker]))
  const standings = world.ledger.standings
    .filter(({ entity }) => last.has(entity))
    .map((standing) => ({ ...standing, marker: last.get(standing.entity) ?? null }))
  return { ...world, ledger: { versions, standings } satisfies Ledger }
}
const acknowledged = ({ records }: HonestWorld) => fatesOf(records).filter(({ result }) => result === 'ok')
const refused = ({ records }: HonestWorld) => fatesOf(records).filter(({ result }) => result === 'fail')

describe('checkLedger', () => {
  it('finds nothing where every promise was kept, whatever was refused or stayed unknown', () => {
    fc.assert(
      fc.property(honestWorld, (world) => {
        expect(findingsOf(world)).toEqual([])
      }),
    )
  })

  it('finds each acknowledged change that is gone, wherever it stood', () => {
    fc.assert(
      fc.property(honestWorld, fc.nat(), (world, pick) => {
        const all = acknowledged(world)
        const lost = all[pick % Math.max(1, all.length)]
        fc.pre(lost !== undefined)
        const robbed = withVersions(world, (versions) => versions.filter(({ marker }) => marker !== lost.marker))
        expect(findingsOf(robbed).filter(({ kind, subject }) => kind === 'missing' && subject === lost.subject)).not.toEqual([])
      }),
    )
  })

  it('finds a whole posting that is gone', () => {
    fc.assert(
      fc.property(honestWorld, (world) => {
        const lost = acknowledged(world)[0]
        fc.pre(lost !== undefined)
        const robbed = withVersions(world, (versions) => versions.filter(({ entity }) => entity !== lost.id))
        expect(kindsOf(robbed)).toContain('missing')
      }),
    )
  })

  it('finds a change that was made twice', () => {
    fc.assert(
      fc.property(honestWorld, fc.nat(), (world, pick) => {
        const { versions } = world.ledger
        const twice = versions[pick % Math.max(1, versions.length)]
        fc.pre(twice !== undefined && versions.some(({ entity, marker }) => entity === twice.entity && marker !== twice.marker))
        const last = versions.filter(({ entity }) => entity === twice.entity).at(-1)
        fc.pre(last?.marker !== twice.marker)
        const doubled = withVersions(world, (all) =>
          all.flatMap((one) => (one === last ? [one, { ...twice, version: one.version + 1 }] : [one])),
        )
        expect(kindsOf(doubled)).toContain('effect_duplicate')
      }),
    )
  })

  it('finds a refused change that left something, and one that nobody sent', () => {
    fc.assert(
      fc.property(honestWorld, fc.boolean(), (world, isUnsent) => {
        const marker = isUnsent ? 10_000 : refused(world)[0]?.marker
        fc.pre(marker !== undefined)
        const haunted = withVersions(world, (versions) => [...versions, { entity: 'id-ghost', version: 1, marker }])
        expect(kindsOf(haunted)).toContain('phantom')
      }),
    )
  })

  it('finds two acknowledged changes of one posting in the wrong order', () => {
    fc.assert(
      fc.property(honestWorld, (world) => {
        const sure = new Set(acknowledged(world).map(({ marker }) => marker))
        const { versions } = world.ledger
        const at = versions.findIndex((one, index) => {
          const next = versions[index + 1]
          return next?.entity === one.entity && sure.has(one.marker ?? 0) && sure.has(next.marker ?? 0)
        })
        fc.pre(at >= 0)
        const swapped = withVersions(world, (all) => [...all.slice(0, at), ...all.slice(at, at + 2).toReversed(), ...all.slice(at + 2)])
        expect(kindsOf(swapped)).toContain('disorder')
      }),
    )
  })

  it('finds a posting that stands open although its last word was to close it', () => {
    fc.assert(
      fc.property(honestWorld, (world) => {
        fc.pre(world.ledger.standings.length > 0)
        const [first, ...others] = world.ledger.standings
        const isCertain = fatesOf(world.records).every(({ result }) => result !== 'info')
        fc.pre(first !== undefined && isCertain)
        const turned = { ...world, ledger: { ...world.ledger, standings: [{ ...first, isOpen: !first.isOpen }, ...others] } }
        expect(kindsOf(turned)).toContain('missing')
      }),
    )
  })

  it('finds an erased person who is still there, and does not miss what was erased with her', () => {
    const subject = 'person:a'
    const records: HonestWorld['records'] = [
      { kind: 'intent', op: 1, at: 1, changes: [{ subject, effect: 'write', marker: 1 }] },
      { kind: 'outcome', op: 1, at: 1, tries: 1, results: [{ result: 'ok', id: 'a' }] },
      { kind: 'intent', op: 2, at: 2, changes: [{ subject, effect: 'erase', marker: 2 }] },
      { kind: 'outcome', op: 2, at: 2, tries: 1, results: [{ result: 'ok', id: null }] },
    ]
    const stillThere: Ledger = { versions: [], standings: [{ entity: 'a', marker: 1, isOpen: true }] }

    expect(findingsOf({ records, ledger: { versions: [], standings: [] } })).toEqual([])
    expect(findingsOf({ records, ledger: stillThere })).toMatchObject([{ kind: 'phantom', subject }])
  })

  it('does not ask for a version of what was written while nothing might be said of a person, but for how she stands', () => {
    const subject = 'person:a'
    const change = (op: number, effect: Effect): HonestWorld['records'] => [
      { kind: 'intent', op, at: op, changes: [{ subject, effect, marker: op }] },
      { kind: 'outcome', op, at: op, tries: 1, results: [{ result: 'ok', id: effect === 'write' ? 'a' : null }] },
    ]
    const fates = fatesOf([change(1, 'write'), change(2, 'revoke'), change(3, 'write'), change(4, 'grant'), change(5, 'write')].flat())
    const untold = untoldWrites(fates)
    const written = fates.filter(({ effect }) => effect === 'write')
    const stands = (marker: number): Ledger => ({
      versions: [1, 5].map((one) => ({ entity: 'a', version: one, marker: one })),
      standings: [{ entity: 'a', marker, isOpen: true }],
    })

    expect(untold).toEqual(new Set([3]))
    expect(checkLedger({ fates: written, ledger: stands(5), check: 'people', untold })).toEqual([])
    expect(checkLedger({ fates: written, ledger: stands(1), check: 'people', untold })).toMatchObject([{ kind: 'missing', subject }])
    expect(checkLedger({ fates: written, ledger: stands(5), check: 'people' })).toMatchObject([{ kind: 'missing', subject }])
  })
})
