import { describe, expect, it } from 'vitest'
import { judgeItems, readItem } from './batch.ts'

const employerId = '01890000-0000-7000-8000-000000000001'
const referable = { employerKinds: new Map([[employerId, 'private' as const]]), fairIds: new Set<string>() }

function judge(items: unknown[]) {
  return judgeItems(
    items.map((item, index) => readItem(item, index)),
    referable,
  )
}

const posting = { source: 'a', externalId: '1', employerId, title: '云客服' }

describe('judgeItems', () => {
  it('keeps good items beside bad ones', () => {
    const unknownEmployer = { ...posting, externalId: '3', employerId: '01890000-0000-7000-8000-00000000000f' }

    const judged = judge([posting, 7, unknownEmployer])

    expect(judged).toMatchObject([
      { index: 0, employerKind: 'private' },
      { index: 1, refusal: { kind: 'invalid' } },
      { index: 2, refusal: { kind: 'unresolved', reference: { code: 'employer_not_found' } } },
    ])
  })

  it('refuses the second item of a key and names the first', () => {
    expect(judge([posting, { ...posting, source: 'b' }, posting])[2]).toEqual({ index: 2, refusal: { kind: 'duplicate', firstIndex: 0 } })
  })

  it('lets a good item have the key of a refused one', () => {
    const broken = { ...posting, title: '' }

    expect(judge([broken, posting])).toMatchObject([{ refusal: { kind: 'invalid' } }, { employerKind: 'private' }])
  })
})
