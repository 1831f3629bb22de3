import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { roles } from '@zhihe/contracts/access'
import { allRoutes } from '@zhihe/contracts/routes'
import { describe, expect, it } from 'vitest'
import { accessMatrix, accessOf, kindOf } from './access-matrix.ts'

describe('the access matrix', () => {
  it('is the one that was reviewed', () => {
    expect(accessMatrix(allRoutes)).toBe(readFileSync(join(import.meta.dirname, 'snapshots/access-matrix.md'), 'utf8'))
  })

  it('knows whose things every address is about', () => {
    for (const route of allRoutes) expect(() => kindOf(route)).not.toThrow()
    expect(() => kindOf({ url: '/v1/unheard-of/:id' })).toThrow('does not know whose things')
  })

  it('lets organisers and enterprises read no person but what she granted them, and keys be managed by an admin alone', () => {
    const seenBy = (prefix: string) => {
      const sights = allRoutes
        .filter(({ url }) => url.startsWith(prefix))
        .flatMap((route) => roles.map((role) => [role, accessOf(route, role)] as const))
      return [...new Set(sights.flatMap(([role, sight]) => (sight === null || sight === 'none' ? [] : [role])))]
    }

    expect(seenBy('/v1/jobseekers')).toEqual(['federation', 'admin'])
    expect(seenBy('/v1/keys')).toEqual(['admin'])
    expect(seenBy('/v1/disclosures/:receipt')).toEqual(['enterprise'])
  })
})
