import { anyOf } from './any-of.ts'

/** Marks that end a clause in a folded text. */
const mark = /[,;:。、/|!?\n()[\]【】]/
const sentenceMark = /[;。!?\n]|但|不过|然而|除外/
const clauseBefore = /[^,;。/|!?\n()[\]【】]{0,14}$/
const clauseAfter = /^[^,;。/|!?\n()[\]【】]{0,10}/

const deniedBefore =
  /(?:无需|无须|不需|不要求|不限(?:制|定)?|不看|不论|无论|不问|不管|不挑|不设|不以|不得以|不因|不查|不检|不作|不做|不用|不必|不拘|勿需|毋须|禁止|严禁|杜绝|反对|取消|放宽|拒绝|谢绝|免(?!疫)|没有|并非|不再|不收取?|不会|未要求|非必须)[^,;。]{0,8}$/
const deniedAfter =
  /^[^,;。!\n]{0,5}(?:不限|均可|皆可|都可|不作(?:硬性)?要求|不做(?:硬性)?要求|无(?:特殊|硬性|任何|具体)?要求|没有(?:特殊)?要求|不要求|没要求|不是问题|没关系|无妨|不作限制|不做限制|可(?:适当)?放宽|无限制|没有限制|无所谓|不重要|不影响录用|不予考虑因素)/
const alsoTaken = /^[^,;。!\n]{0,5}(?:也可|亦可|也行|也欢迎|同样欢迎|也要|也招|也收)/
const equality = anyOf(
  /歧视|平等(?:就业|机会|录用|择业|对待|参与|竞争|招聘|欢迎)|机会平等|机会均等|一视同仁|不分(?:性别|民族|男女|种族|地域)/,
  /(?:不|不会|不得|不能|不应|绝不|决不)(?:因|以)[^;。!\n]{0,40}(?:为由|拒绝|限制|区别|淘汰|差别|影响|不予|而|为条件|为标准)|不作为(?:录用|招聘|招录|筛选)/,
)

/** Whether the wording opens the post to those it names: 女性亦可. Of a demand (身体健康亦可) it says nothing. */
export function isAlsoTaken(text: string, end: number): boolean {
  return alsoTaken.test(text.slice(end, end + 12))
}

/** Whether the wording takes the demand back (无需身高, 性别不限) or stands in a promise of equal treatment. */
export function isDenied(text: string, start: number, end: number): boolean {
  const before = clauseBefore.exec(text.slice(Math.max(0, start - 16), start))?.[0] ?? ''
  if (deniedBefore.test(before) || (/[无不毋勿]$/.test(before) && /^[需须要用必收交]/.test(text.slice(start, end)))) return true
  const after = text.slice(end, end + 24)
  return deniedAfter.test(after) || equality.test(sentenceAround(text, start, end))
}

/** From the last mark that ends a sentence, or a 但, to the next one. */
export function sentenceAround(text: string, start: number, end: number): string {
  const before =
    text
      .slice(Math.max(0, start - 80), start)
      .split(sentenceMark)
      .at(-1) ?? ''
  const after = text.slice(end, end + 80).split(sentenceMark)[0] ?? ''
  return before + text.slice(start, end) + after
}

/** What stands before and after in the same clause, without its marks. */
export function clauseAround(text: string, start: number, end: number): { before: string; after: string } {
  return {
    before: clauseBefore.exec(text.slice(Math.max(0, start - 14), start))?.[0] ?? '',
    after: clauseAfter.exec(text.slice(end, end + 10))?.[0] ?? '',
  }
}

export function startsClause(text: string, start: number): boolean {
  return start === 0 || mark.test(text.charAt(start - 1))
}

export function endsClause(text: string, end: number): boolean {
  return end >= text.length || mark.test(text.charAt(end))
}
