// A figure or a type said of people who already work there is neither a vacancy nor a demand.
const staff =
  /在岗|在职|已有|在做|[\d一二两三四五六七八九十](?:多|余)?(?:位|名|个)[^,;。]{0,6}(?:伙伴|员工|同事)(?!优先|应聘|岗)|现有(?!岗位|职位|空缺|需求)|已安置|已就业|已入职|已上岗|已录用|谈成|被录用|已签约|成功(?:入职|应聘|就业)|员工总数|职工总数|为主,?(?:含|包括|另有)/

/** The words that say that a folded text speaks of people who already work there, or null. */
export function staffWordsIn(text: string): { start: number; end: number } | null {
  const found = staff.exec(text)
  return found && { start: found.index, end: found.index + found[0].length }
}
