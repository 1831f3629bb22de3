import type { ComponentScore } from '@zhihe/scoring/judge'
import { componentKeys, full, weights } from '@zhihe/scoring/weights'
import type { Sheet } from './sheet.ts'

/**
 * Component scores as objects, each made once: they are shared between matches and frozen. One full-length array a component, because an
 * array filled here and there becomes a hash table, and reading nine of those for each match took more than twice as long.
 */
export function createComponents(): (sheet: Sheet) => readonly ComponentScore[] {
  const made = componentKeys.map((): (ComponentScore | null)[] => Array.from({ length: full + 1 }, () => null))
  const make = (place: number, score: number): ComponentScore => {
    const key = componentKeys[place] as ComponentScore['key']
    const component = Object.freeze({ key, score, weight: weights[key], points: Math.floor((weights[key] * score) / full) })
    ;(made[place] as (ComponentScore | null)[])[score] = component
    return component
  }
  return (sheet) => {
    const components: ComponentScore[] = []
    for (let place = 0; place < componentKeys.length; place += 1) {
      const score = sheet[place] as number
      components.push((made[place] as (ComponentScore | null)[])[score] ?? make(place, score))
    }
    return components
  }
}
