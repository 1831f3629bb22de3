// A figure or a type said of people who already work there is neither a vacancy nor a demand.
const staff =
  /在岗|带动|惠及|在职|在店|在编人员|已有|在做|居多|占多数|大多是|转岗|(?<![招需聘拟录][^,;。]{0,4})[\d一二三四五六七八九十](?:多|余)?[名位个](?:听障|视障|盲人?|聋人?|残障|残疾|心智障碍|自闭症|孤独症|肢残)[^,;。]{0,3}(?:主播|骑手|青年|师傅|技师|店员|咖啡师|按摩师)|[\d一二两三四五六七八九十](?:多|余)?(?:位|名|个)[^,;。]{0,6}(?:伙伴|员工|同事)(?!优先|应聘|岗)|现有(?!岗位|职位|空缺|需求)|已安置|已就业|已入职|已上岗|已录用|谈成|被录用|已签约|成功(?:入职|应聘|就业)|员工总数|职工总数|为主,?(?:含|包括|另有)/

/** The words that say that a folded text speaks of people who already work there, or null. */
export function staffWordsIn(text: string): { start: number; end: number } | null {
  const found = staff.exec(text)
  return found && { start: found.index, end: found.index + found[0].length }
}
