import { generatedAt, jobseekerArbitrary } from '@zhihe/scoring/arbitraries'
import { partOf } from '@zhihe/scoring/parts'
import { posting } from '@zhihe/scoring/sample-facts'
import { regions } from '@zhihe/vocabulary/region'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uuid } from '../sample-ids.ts'
import { rowWords } from './layout.ts'
import { createPeople } from './people.ts'
import { createPlaceTables } from './place-table.ts'
import { rate, wordOf } from './rated.ts'

const codes = regions.map(({ code }) => code)
const near = codes.filter((code) => code.startsWith('3301') || code.startsWith('4290'))
// Mostly near each other; provinces, groups of counties and codes that no table knows among them.
const region = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...near, '330000', '420000') }, fc.constantFrom(...codes, '33', '999999'))
const person = fc.record({
  facts: jobseekerArbitrary,
  regionCode: fc.option(region),
  willingRegions: fc.option(fc.array(region, { maxLength: 4 })),
})

describe('a table of places', () => {
  it('says of every home, willing regions and limits what scoring says, wherever the work is and in whatever mode', () => {
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 30 }),
        fc.array(region, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...workModeCodes),
        (persons, places, workMode) => {
          const people = createPeople()
          const tableOf = createPlaceTables(people)
          const crowd = persons.map(({ facts, ...reach }, place) => ({ ...facts, ...reach, id: uuid(place) }))
          for (const facts of crowd) people.put(facts)

          for (const regionCode of places) {
            const side = { posting: posting({ regionCode, workMode }), context: { at: generatedAt } }
            const table = tableOf(side)
            const told = crowd.map((_, place) => {
              const at = ((people.memory.row[place] as number) - 1) * rowWords
              const [reach, limits] = [people.memory.blocks.rows[at + 3] as number, (people.memory.blocks.rows[at + 7] as number) & 0xffff]
              const klass = table.classes[reach] || table.fillClass(reach)
              return table.words[klass * table.room + limits] || table.fill(reach, limits)
            })

            expect(told).toEqual(crowd.map((facts) => wordOf(partOf('location'), rate(partOf('location'), side, facts))))
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
