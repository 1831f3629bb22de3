import { foldText } from './fold-text.ts'
import type { OccupationCode } from './occupation.ts'
import { rememberingAll } from './remembering.ts'
import type { FieldTexts } from './segment.ts'
import { nearEquals, type SkillCode, skillFamily, skillParents } from './skill.ts'
import { namedSkills, type ReadSkill } from './skill-words.ts'
import { craftInTitle, skillsInTitle, skillsOfOccupation } from './title-skills.ts'

export type { ReadSkill } from './skill-words.ts'

const fieldsInOrder = ['skills', 'requirements', 'duties', 'licences', 'experience', 'note'] as const
/** 客户开发 and 销售 are asked for side by side. */
const wideFamilies: ReadonlySet<string> = new Set(['sales'])
const computerUse = 'basic_computer'
const suites: ReadonlySet<string> = new Set(['wps_office'])

/** Who sells something named sells, who sells finds customers, and clear speech beside 普通话 is the same demand said twice. */
const saidBy: Readonly<Record<string, RegExp>> = {
  sales:
    /(?:building_material|real_estate|insurance|car|clothing|cosmetics|jewellery|medicine|retail|ecommerce)_sales|telesales|bar_marketing/,
  customer_development: /(?:^| )sales(?: |$)/,
  public_speaking: /mandarin|(?:^| )typing/,
}

/** The skills a posting asks for, by the words of its texts and by what its occupation is; each once, in the order of the texts. */
export function readSkills(texts: FieldTexts, occupation: OccupationCode | null = null): ReadSkill[] {
  const found = new Map<SkillCode, ReadSkill>()
  for (const field of fieldsInOrder) {
    for (const skill of statedIn(texts[field] ?? '', field)) keepStronger(found, skill)
  }
  const title = texts['title'] ?? ''
  const craft = craftInTitle(title)
  for (const skill of craft) if (![...found.keys()].some((code) => saysTheSame(code, skill.code))) found.set(skill.code, skill)
  addNew(found, skillsInTitle(title))
  if (craft.length === 0 && occupation !== null) {
    const requirements = fieldsInOrder.map((field) => texts[field] ?? '').join('\n')
    addNew(found, skillsOfOccupation(occupation, { title, requirements, saysSkills: found.size > 0 }))
  }
  return [...found.values()].filter(({ code }) => !isExample(code, found))
}

function addNew(found: Map<SkillCode, ReadSkill>, implied: readonly ReadSkill[]): void {
  const known = [...found.keys()]
  for (const skill of implied) if (!known.some((code) => saysAsMuch(code, skill.code))) found.set(skill.code, skill)
}

const statedIn = rememberingAll((text: string, field: string): ReadSkill[] => namedSkills(foldText(text), field))

/** 办公软件(Word、Excel): the programs are examples of what is asked for; and who can use office software can use a computer. */
function isExample(code: SkillCode, found: ReadonlyMap<SkillCode, ReadSkill>): boolean {
  if (saidBy[code]?.test([...found.keys()].filter((other) => other !== code).join(' '))) return true
  const [parent = ''] = skillParents(code)
  return (suites.has(parent) && namesSuite(found.get(parent))) || (code === computerUse && [...suites].some((suite) => found.has(suite)))
}

/** WPS、Excel names two programs side by side; 办公软件(Word、Excel) one suite. */
function namesSuite(skill: ReadSkill | undefined): boolean {
  return skill !== undefined && skill.span.end - skill.span.start > 'wps'.length
}

/** Whether a stated skill leaves nothing for the implied one to add: 水电维修 is what the 维修工 repairs. */
function saysAsMuch(stated: SkillCode, implied: SkillCode): boolean {
  if (stated === implied) return true
  if (wideFamilies.has(skillFamily(stated) ?? '')) return false
  return skillFamily(stated) === skillFamily(implied) || saysTheSame(stated, implied)
}

function saysTheSame(stated: SkillCode, implied: SkillCode): boolean {
  return stated === implied || nearEquals(implied).includes(stated) || skillParents(stated).includes(implied)
}

function keepStronger(found: Map<SkillCode, ReadSkill>, skill: ReadSkill): void {
  const known = found.get(skill.code)
  if (!known) found.set(skill.code, skill)
  else if (skill.level > known.level || (skill.must && !known.must))
    found.set(skill.code, { ...known, level: skill.level > known.level ? skill.level : known.level, must: known.must || skill.must })
}
