import { completeUscc } from './complete-code.ts'
import { platforms } from './source/platforms.ts'
import type { EmployerWords } from './source/posting-words.ts'
import { privateEmployers } from './source/private-employers.ts'
import { publicBodies } from './source/public-bodies.ts'
import { socialAndWorkshops } from './source/social-and-workshops.ts'
import { stateEnterprises } from './source/state-enterprises.ts'

/** The fair in the organiser's words; nobody in it is real. */
export const fairWords = {
  title: '2026年浙江杭州残疾人就业专场招聘会岗位信息汇总表',
  name: '2026年浙江杭州残疾人就业专场招聘会(示例)',
  region: '浙江杭州',
  opens: '2026-11-20',
  closes: '2027-12-31',
  venue: '杭州市钱塘区禾望大道1号 禾望会展中心一层',
  online: '是',
  organiser: '杭州市禾望新区残疾人联合会',
} as const

/** Until when one can apply, where a posting does not say. */
export const usualClosingDate = '2027-06-30'

const testRegion = '990106'

/** Every employer of the fair with its synthetic code: region 99 belongs to no organisation. */
export const sampleEmployers: readonly (EmployerWords & { uscc: string })[] = [
  ...publicBodies,
  ...stateEnterprises,
  ...platforms,
  ...privateEmployers,
  ...socialAndWorkshops,
].map((employer, at) => ({
  ...employer,
  uscc: completeUscc(`${employer.registration}${testRegion}MA0T${String(at + 1).padStart(4, '0')}`),
}))
