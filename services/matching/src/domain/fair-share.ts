const chinaOffsetMs = 8 * 60 * 60 * 1_000
const perPlace = 2
const placesPerVacancy = 5

/** How many new proposals a posting may have in a month: every place of its list once anew. Nothing about people enters it. */
export function monthlyCapOf(capacity: number): number {
  return perPlace * capacity
}

/** `YYYY-MM` on the calendar of China, whatever the zone of the machine. */
export function monthOf(at: Date): string {
  return new Date(at.getTime() + chinaOffsetMs).toISOString().slice(0, 'YYYY-MM'.length)
}

/** What a list has proposed in the month it last proposed anybody. */
export interface Proposals {
  month: string | null
  count: number
}

/** How many more people may be proposed now. */
export function proposalsLeft({ month, count }: Proposals, { capacity, at }: { capacity: number; at: Date }): number {
  const used = month === monthOf(at) ? count : 0
  return Math.max(0, monthlyCapOf(capacity) - used)
}

/** The count after some more were proposed. */
export function withProposals({ month, count }: Proposals, more: number, at: Date): Proposals {
  const current = monthOf(at)
  return { month: current, count: (month === current ? count : 0) + more }
}

/**
 * How crowded a posting is: candidates who were proposed and have not been answered, per vacancy. Where the number of vacancies is not known
 * (`null`, several) it is taken from the size of the list.
 */
export function candidatesPerVacancy(candidates: number, { headcount, capacity }: { headcount: number | null; capacity: number }): number {
  return Math.floor(candidates / Math.max(1, headcount ?? Math.floor(capacity / placesPerVacancy)))
}
