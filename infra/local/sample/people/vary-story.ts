import type { EducationLevel } from '@zhihe/vocabulary/education'
import { isIcfCode } from '@zhihe/vocabulary/icf'
import { type Body, bodies } from './bodies.ts'
import type { Chance } from './chance.ts'
import { stories } from './stories.ts'
import type { Story } from './story.ts'

export interface Person {
  story: Story
  body: Body
}

export type Slot = Pick<Story, 'type' | 'grade'>

const oldestBirthYear = { male: 1967, female: 1974 } as const
const youngestBirthYear = 2008
const schooling: readonly EducationLevel[] = ['primary', 'junior_secondary', 'secondary_vocational', 'associate', 'bachelor', 'master']
const usualSkills = '智能手机使用3 办公软件2 打字2 普通话3 包装2 分拣2 保洁2 手工制作2 收银2 在线客服2 电脑操作2 沟通能力3'.split(' ')

/** The person of a story as it is told: what her body can do is known but for a few gaps. */
export function tellStory(story: Story, chance: Chance): Person {
  return { story, body: withGaps(bodies[story.body], 8, chance) }
}

/** Another person with a like story: near in age, schooling and skills, with the grade of the slot and a body that goes with it. */
export function varyStory(slot: Slot, chance: Chance): Person {
  const like = stories.filter(({ type }) => type === slot.type)
  const near = like.filter(({ grade }) => Math.abs(grade - slot.grade) <= 1)
  const story = chance.pick(near.length > 0 ? near : like)
  const sex = chance.pick(['male', 'female'] as const)
  const born = Math.min(youngestBirthYear, Math.max(oldestBirthYear[sex], story.born + chance.between(-9, 7)))
  return {
    story: {
      ...story,
      ...slot,
      sex,
      born,
      ...schoolingNear(story, chance),
      ...wishesNear(story, like, chance),
      skills: skillsNear(story, chance),
    },
    body: withGaps(bodyNear(bodies[story.body], slot.grade - story.grade, chance), 14, chance),
  }
}

function schoolingNear({ education }: Story, chance: Chance): Pick<Story, 'education'> {
  if (education === undefined || chance.hits(5)) return {}
  const at = schooling.indexOf(education)
  const moved = schooling[at + (chance.hits(25) ? chance.pick([-1, 1]) : 0)]
  return { education: moved ?? education }
}

function wishesNear(story: Story, like: readonly Story[], chance: Chance): Pick<Story, 'wants' | 'floor' | 'home'> {
  const other = chance.hits(40) ? (chance.pick(like).wants ?? '') : ''
  const wants = [...new Set([...words(story.wants), ...words(other)])].filter(() => chance.hits(85)).join(' ')
  const floor = Math.max(500, (story.floor ?? 2500) + chance.between(-4, 3) * 200)
  const { home } = story
  return { wants, floor, ...(home !== undefined && chance.hits(50) ? { home } : {}) }
}

function skillsNear(story: Story, chance: Chance): string {
  const kept = words(story.skills).filter(() => chance.hits(86))
  const moved = kept.map((word) => word.slice(0, -1) + within(1, 5, Number(word.slice(-1)) + chance.pick([-1, 0, 0, 0, 1])))
  const known = new Set(kept.map((word) => word.slice(0, -1)))
  const added = [chance.pick(usualSkills), chance.pick(usualSkills)].filter((word) => !known.has(word.slice(0, -1)) && chance.hits(60))
  return [...new Set([...moved, ...added])].join(' ')
}

/** A milder grade (positive shift) usually means less difficulty and a heavier one more; which activities, differs. */
function bodyNear(body: Body, shift: number, chance: Chance): Body {
  const moved: Record<string, number> = {}
  for (const [icf, difficulty] of Object.entries(body)) {
    const byGrade = difficulty > 0 && chance.hits(70) ? -Math.sign(shift) : 0
    const byChance = chance.hits(difficulty > 0 ? 14 : 3) ? chance.pick([-1, 1]) : 0
    moved[icf] = within(0, 4, difficulty + byGrade + byChance)
  }
  return moved
}

function withGaps(body: Body, percent: number, chance: Chance): Body {
  return Object.fromEntries(Object.entries(body).filter(([icf]) => isIcfCode(icf) && !chance.hits(percent)))
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '')
}

function within(low: number, high: number, value: number): number {
  return Math.min(high, Math.max(low, value))
}
