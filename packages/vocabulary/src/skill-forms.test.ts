import { describe, expect, it } from 'vitest'
import { withForms } from './skill-forms.ts'

const row = (code: string, zh: string, ...aliases: string[]) => ({ code, zh, en: code, aliases })

describe('withForms', () => {
  it('turns the object and the verb of a name round', () => {
    const [computerRepair] = withForms([row('computer_repair', '电脑维修')])

    expect(computerRepair?.aliases).toEqual(expect.arrayContaining(['维修电脑', '修电脑', '会修电脑', '电脑修理']))
  })

  it('leaves a form to the row that is called so', () => {
    const [repair, workshop] = withForms([row('computer_repair', '电脑维修'), row('repair_shop', '修理铺', '修电脑')])

    expect(repair?.aliases).not.toContain('修电脑')
    expect(workshop?.aliases).toEqual(['修电脑'])
  })

  it('gives a form that two names have to the first', () => {
    const rows = withForms([row('one', '家电维修'), row('two', '家电修理', '家电维修')])

    expect(rows.filter(({ aliases }) => aliases.includes('修家电'))).toHaveLength(1)
  })

  it.each(['加工', '石维修', 'PS操作'])('makes no form of %s', (name) => {
    expect(withForms([row('one', name)])[0]?.aliases).toEqual([])
  })
})
