import type { Profile } from '@zhihe/contracts/jobseeker'
import { readYesNo } from './cell-readers.ts'
import type { PersonField } from './people-columns.ts'
import type { PersonCells } from './person-cells.ts'

type Status = Profile['statuses'][number]

const columns: readonly (readonly [PersonField, Status, RegExp])[] = [
  ['difficulty', 'employment_difficulty', /就业困难|大龄|长期失业|残疾/],
  ['subsistence', 'subsistence_allowance', /低保|最低生活/],
  ['zeroEmployment', 'zero_employment_family', /零就业/],
  ['freshGraduate', 'fresh_graduate', /应届/],
  ['rural', 'rural', /农村|农业(?!转)|农民/],
  ['unemployed', 'registered_unemployed', /登记失业|失业登记/],
]
const denied = /非|不是|不属于|未/

/** The statuses that a row says she has. A no takes none away: who says since when and by whose word is the file of the person. */
export function readStatuses(cells: PersonCells, note: (field: PersonField, code: 'not_understood') => void): { statuses?: Status[] } {
  const found = new Set<Status>()
  for (const [field, status, words] of columns) {
    const text = cells.text(field)
    if (text === '') continue
    const isNamed = words.test(text)
    if (isNamed ? !denied.test(text) : readYesNo(text) === 'yes') found.add(status)
    else if (!isNamed && readYesNo(text) === null && field !== 'rural') note(field, 'not_understood')
  }
  const category = cells.text('category')
  // 困难 of 就业困难 is hers; 残疾 alone is everybody's here.
  for (const [, status, words] of columns) {
    const isNamed = status === 'employment_difficulty' ? /就业困难|大龄|长期失业/.test(category) : words.test(category)
    if (isNamed && !denied.test(category)) found.add(status)
  }
  return found.size === 0 ? {} : { statuses: [...found] }
}
