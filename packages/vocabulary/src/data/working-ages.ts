import type { RetirementRule } from '../retirement.ts'

/** Youngest age of a worker by law, in whole years. */
export const minimumAges = [{ region: '', from: '1995-01', years: 16, source: '中华人民共和国劳动法 第十五条' }] as const

// Oldest first within a region. Women in worker posts go at 50, from 2025 slowly later up to 55; the register does not know the post, and nobody
// may be turned away by an assumption, so the line of cadre posts counts for all women.
export const retirementRules: readonly RetirementRule[] = [
  {
    region: '',
    from: '1978-06',
    source: '国发〔1978〕104号(国务院关于安置老弱病残干部的暂行办法、国务院关于工人退休、退职的暂行办法)',
    male: { months: 60 * 12 },
    female: { months: 55 * 12 },
  },
  {
    region: '',
    from: '2025-01',
    source: '全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定(2024-09-13,自2025-01-01起施行)',
    male: { months: 60 * 12, delay: { everyBirthMonths: 4, atMost: 36 } },
    female: { months: 55 * 12, delay: { everyBirthMonths: 4, atMost: 36 } },
  },
]
