import type { NewJobseeker } from '@zhihe/contracts/jobseeker'
import type { DisabilityType } from '@zhihe/vocabulary/certificate'
import { seededChance } from './people/chance.ts'
import { registerPerson } from './people/register-person.ts'
import { stories } from './people/stories.ts'
import { type Slot, tellStory, varyStory } from './people/vary-story.ts'

/** Shares of the types among people of working age who look for work, near to what the register shows; together 300. */
export const peopleByType: Readonly<Record<DisabilityType, number>> = {
  visual: 35,
  hearing: 39,
  speech: 12,
  physical: 157,
  intellectual: 24,
  mental: 18,
  multiple: 15,
}

/** Percent of the grades 1 to 4 within every type. */
const gradeShares = [
  [1, 10],
  [2, 22],
  [3, 28],
  [4, 40],
] as const

const seed = 20261122

/** The 300 people of the sample: the stories first, then people with like stories until every type and grade has its share. */
export function composePeople(): NewJobseeker[] {
  const chance = seededChance(seed)
  const told = stories.map((story) => tellStory(story, chance))
  const varied = openSlots().map((slot) => varyStory(slot, chance))
  return [...told, ...varied].map((person, at) => registerPerson(person, at + 1, chance))
}

/** One person a line, so that a change of one shows as one. */
export function peopleText(people: readonly NewJobseeker[]): string {
  return `[\n${people.map((person) => JSON.stringify(person)).join(',\n')}\n]\n`
}

function openSlots(): Slot[] {
  return (Object.keys(peopleByType) as DisabilityType[]).flatMap((type) => {
    const taken = stories.filter((story) => story.type === type).map(({ grade }) => grade)
    const slots: Slot[] = []
    while (taken.length < peopleByType[type]) {
      const grade = scarcestGrade(taken, peopleByType[type])
      taken.push(grade)
      slots.push({ type, grade })
    }
    return slots
  })
}

function scarcestGrade(taken: readonly Slot['grade'][], total: number): Slot['grade'] {
  const missing = (grade: Slot['grade'], share: number) => (total * share) / 100 - taken.filter((one) => one === grade).length
  return [...gradeShares].sort(([one, oneShare], [other, otherShare]) => missing(other, otherShare) - missing(one, oneShare))[0]?.[0] ?? 4
}
