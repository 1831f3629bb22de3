import { regionLevel } from '@zhihe/vocabulary/region'

/**
 * Two regions that lie in each other, both written no coarser than a prefecture, share their first four digits: that is the key of a
 * partition. (Not `prefectureOf`: 仙桃 429004 is its own prefecture and yet lies in the group 429000.) null: coarser, or no code at all.
 */
export function placeKey(region: string | null): string | null {
  if (region === null || region.length !== 6 || regionLevel(region) === 'province') return null
  return region.slice(0, 4)
}

/** Who would work in so many prefectures, in a whole province, or nobody knows where: every posting looks at them. */
export const anywhere = 'any'

const mostReplicas = 6

/** Who may work from afar stands in a part of its own of each partition: a question about such work finds them together. */
export function wingOf(place: string, workModes: readonly string[] | null): string {
  return workModes === null || workModes.includes('remote') ? `${place} remote` : place
}

/** The parts of a partition. */
export function wingsOf(place: string): string[] {
  return [place, wingOf(place, null)]
}

/** The partitions a person stands in, her home first. */
export function placesOf(home: string | null, willing: readonly string[] | null): string[] {
  const homeKey = placeKey(home)
  if (willing === null) return [homeKey ?? anywhere]
  const keys = new Set<string>(homeKey === null ? [] : [homeKey])
  for (const region of willing) {
    const key = placeKey(region)
    if (key === null) return [anywhere]
    keys.add(key)
  }
  return keys.size === 0 || keys.size > mostReplicas ? [anywhere] : [...keys]
}
