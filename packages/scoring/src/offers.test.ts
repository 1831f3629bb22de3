import { accommodations, mitigation } from '@zhihe/vocabulary/accommodation'
import { icfItems } from '@zhihe/vocabulary/icf'
import { describe, expect, it } from 'vitest'
import { accommodationsLifting, bestOffer, canBeLifted, offeredLift } from './offers.ts'
import { posting } from './sample-facts.ts'

describe('offers', () => {
  it('lift exactly what the vocabulary says, as far as they help at work', () => {
    for (const { code, phases } of accommodations) {
      const isForWork = (phases as readonly string[]).includes('work')
      for (const { code: icf } of icfItems) {
        const offering = posting({ accommodations: [code] })
        expect(offeredLift(offering, icf)).toBe(isForWork ? mitigation([code], icf) : 0)
        expect(bestOffer(offering, icf)?.by ?? 0).toBe(offeredLift(offering, icf))
      }
    }
  })

  it('include remote work wherever the work is remote', () => {
    expect(offeredLift(posting({ workMode: 'remote' }), 'd470')).toBe(4)
  })

  it('name the strongest first and a change of the job last', () => {
    expect(accommodationsLifting('d310', 1)).toEqual(['HS-01', 'HS-02', 'HS-08'])
    expect(accommodationsLifting('d310', 3)).toEqual(['HS-01', 'HS-02'])
    expect(canBeLifted('d310', 4)).toBe(false)
  })
})
