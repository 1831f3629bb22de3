import { type DisabilityStatement, readDisability } from '@zhihe/vocabulary/read-disability'

const typeWords = '视力|听力|言语|语言|肢体|智力|精神|多重|视障|听障|聋哑?|自闭症?|孤独症?'
const gradeWords = '[一二三四1-4](?:[、,，和及或至到~—–-]?[一二三四1-4])*级'
const between = '[、,，/和及或与]|残疾|类'
const welcome = '(?:均|都|皆|亦|也)?(?:可以?(?:报名|应聘|胜任)?|行|接[收受]|欢迎|适合|优先)|者|人士?|人员'
const clause = new RegExp(`^(?:${typeWords}|${gradeWords}|${between}|${welcome})+$`)
const hasType = new RegExp(typeWords)
const hasGrade = new RegExp(gradeWords)

/**
 * A clause of a longer text that is nothing but types, grades and a welcome: "听力、肢体三四级均可" among other conditions. It can mean nothing
 * else, though no word in it says 残疾. Null when there is none.
 */
export function readStatementClause(text: string): DisabilityStatement | null {
  for (const match of text.matchAll(/[^;；。\n]+/g)) {
    const words = match[0].normalize('NFKC').replace(/\s/g, '')
    if (!hasType.test(words) || !hasGrade.test(words) || !clause.test(words)) continue
    const read = readDisability(match[0])
    if (read !== null && read.items.length > 0) return { ...read, span: { start: match.index, end: match.index + match[0].length } }
  }
  return null
}
