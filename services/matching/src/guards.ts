import { z } from 'zod'

/** How much may be learnt of people one by one by who does not see the register. */
export interface Guards {
  /** Different people of whom one enterprise is told on one day of China's calendar. */
  peoplePerDay: number
  /** Questions "what if" of one key. */
  whatIfPerMinute: number
}

export const defaultGuards: Guards = { peoplePerDay: 500, whatIfPerMinute: 60 }

const atLeastOne = z
  .string()
  .regex(/^\d{1,7}$/, 'a whole number')
  .transform(Number)
  .pipe(z.int().min(1))

/** The variables by which the API is given other ones. */
export const guardFields = {
  PEOPLE_PER_DAY: atLeastOne.default(defaultGuards.peoplePerDay),
  WHAT_IF_PER_MINUTE: atLeastOne.default(defaultGuards.whatIfPerMinute),
}
