import { jobseeker } from '@zhihe/scoring/sample-facts'
import { describe, expect, it } from 'vitest'
import { createMemory } from '../index/memory.ts'
import { beginning, type TailedJobseeker } from '../store/tail-store.ts'
import { createKnownPeople } from './known-people.ts'

const id = '01999999-0000-7000-8000-000000000001'
const other = '01999999-0000-7000-8000-000000000002'

// The contract's shape of the same facts: lists that may be written to.
const person = (facts: Parameters<typeof jobseeker>[0]) => jobseeker(facts) as TailedJobseeker['facts']

function apply(memory: ReturnType<typeof createMemory>, facts: TailedJobseeker['facts']) {
  memory.apply({ watermark: beginning, postings: [], jobseekers: [{ tenantId: 'federation', facts }], lists: [] })
}

describe('known people', () => {
  it('follow the memory: a change is seen by the very next question', () => {
    const memory = createMemory()
    const find = createKnownPeople(memory)
    expect(find(id)).toBeUndefined()

    apply(memory, person({ id, version: 1, regionCode: '330106' }))
    expect(find(id)).toEqual({ tenantId: 'federation', regionCode: '330106', version: 1, isMatched: true })
    apply(memory, person({ id: other }))
    apply(memory, person({ id, version: 2, regionCode: '330203' }))

    expect(find(id)).toEqual({ tenantId: 'federation', regionCode: '330203', version: 2, isMatched: true })
  })
})
