import type { DisabilityGrade, DisabilityType } from '../certificate.ts'
import type { IcfCode } from '../icf.ts'

type Difficulty = 0 | 1 | 2 | 3 | 4
/** Activity, mildest and greatest difficulty one would expect without aids. */
type Row = readonly [IcfCode, Difficulty, Difficulty]

// Ours, wide on purpose. The activities of sight and hearing are those of a table by the Chinese WHO-FIC centre (2025); the ranges are not in it.
// Several disabilities at once say nothing that could be asked in general.
export const priorRows: Readonly<Partial<Record<DisabilityType, Readonly<Record<DisabilityGrade, readonly Row[]>>>>> = {
  visual: {
    1: [
      ['d110', 4, 4],
      ['d166', 4, 4],
      ['d475', 4, 4],
      ['d470', 2, 3],
      ['d440', 1, 2],
    ],
    2: [
      ['d110', 3, 4],
      ['d166', 3, 4],
      ['d475', 4, 4],
    ],
    3: [
      ['d110', 2, 3],
      ['d166', 2, 3],
      ['d475', 3, 3],
    ],
    4: [
      ['d110', 1, 2],
      ['d166', 1, 2],
      ['d475', 2, 2],
    ],
  },
  hearing: {
    1: [
      ['d115', 4, 4],
      ['d310', 3, 4],
      ['d360', 4, 4],
      ['d330', 0, 3],
    ],
    2: [
      ['d115', 3, 4],
      ['d310', 3, 3],
      ['d360', 3, 3],
    ],
    3: [
      ['d115', 2, 3],
      ['d310', 2, 2],
      ['d360', 2, 2],
    ],
    4: [
      ['d115', 1, 2],
      ['d310', 1, 1],
      ['d360', 1, 1],
    ],
  },
  speech: {
    1: [
      ['d330', 4, 4],
      ['d360', 4, 4],
    ],
    2: [
      ['d330', 3, 3],
      ['d360', 3, 3],
    ],
    3: [
      ['d330', 2, 2],
      ['d360', 2, 2],
    ],
    4: [
      ['d330', 1, 1],
      ['d360', 1, 1],
    ],
  },
  physical: {
    1: [
      ['d430', 3, 4],
      ['d450', 2, 4],
      ['d440', 0, 4],
      ['d445', 0, 4],
    ],
    2: [
      ['d430', 2, 3],
      ['d450', 1, 4],
      ['d440', 0, 3],
    ],
    3: [
      ['d430', 1, 3],
      ['d450', 0, 3],
      ['d440', 0, 2],
    ],
    4: [
      ['d430', 0, 2],
      ['d450', 0, 2],
      ['d440', 0, 2],
    ],
  },
  intellectual: {
    1: [
      ['d155', 4, 4],
      ['d175', 4, 4],
      ['d220', 4, 4],
      ['d230', 3, 4],
      ['d720', 3, 3],
    ],
    2: [
      ['d155', 3, 4],
      ['d175', 3, 4],
      ['d220', 3, 4],
      ['d230', 3, 4],
      ['d720', 3, 4],
    ],
    3: [
      ['d155', 2, 3],
      ['d175', 2, 3],
      ['d220', 3, 3],
      ['d720', 2, 2],
    ],
    4: [
      ['d155', 1, 2],
      ['d175', 1, 2],
      ['d220', 2, 2],
      ['d166', 1, 2],
    ],
  },
  mental: {
    1: [
      ['d240', 3, 4],
      ['d160', 3, 3],
      ['d230', 3, 3],
      ['d720', 3, 3],
    ],
    2: [
      ['d240', 2, 3],
      ['d160', 2, 3],
      ['d230', 2, 3],
      ['d720', 2, 3],
    ],
    3: [
      ['d240', 1, 2],
      ['d160', 1, 2],
      ['d230', 1, 2],
      ['d720', 1, 2],
    ],
    4: [
      ['d240', 1, 2],
      ['d160', 1, 2],
      ['d230', 1, 2],
      ['d720', 1, 2],
    ],
  },
}
