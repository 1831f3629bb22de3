import { findRegion } from './find-region.ts'
import { foldText, type Span, spanOf } from './fold-text.ts'

/** Where the work is done. */
export interface ReadPlace {
  /** GB/T 2260; the most exact region the text names, or null. */
  readonly regionCode: string | null
  /** The text where it names a street, a building or a village, not only a region. */
  readonly address: string | null
  readonly span: Span
}

const streetWords =
  /路|街|大道|巷|弄|胡同|\d号|村|社区|小区|园区?|大厦|广场|\d?楼|\d室|厂|中心|商城|市场|镇|乡|站|酒店|宾馆|医院|学校|大学|工业区|开发区|新区|附近|对面|旁边|门店|店|公司/
const openWords = /^(?:不限|全国|各地|待定|面议|就近(?:分配|安排)?|多地|无)$/

/** Reads a place of work: 安徽合肥包河区, 杭州市西湖区文三路 90 号, 江苏省 - 常熟市. What stands in brackets counts only when nothing else names a region. Null without a region and an address. */
export function readPlace(text: string): ReadPlace | null {
  const folded = foldText(text)
  if (folded.text === '' || openWords.test(folded.text)) return null
  const outside = folded.text.replace(/\([^()]*\)/g, '')
  const regionCode = findRegion(outside) ?? findRegion(folded.text)
  const address = streetWords.test(outside) ? text.trim() : null
  return regionCode === null && address === null ? null : { regionCode, address, span: spanOf(folded, 0, folded.text.length) }
}
