import { type AccommodationCode, accommodations } from '@zhihe/vocabulary/accommodation'
import type { IcfCode } from '@zhihe/vocabulary/icf'

/** How organisers write an accommodation, besides the labels of the table itself. */
const words: Readonly<Record<string, AccommodationCode>> = {
  面试可试工: 'HS-16',
  试工面试: 'HS-16',
  作品代替面试: 'HS-16',
  文字面谈: 'HS-16',
  无障碍卫生间: '1821',
  实时字幕: 'HS-02',
  可调桌椅: '1803',
  可调工作台: '1803',
  文字沟通: '2224',
  文字电话: '2224',
  短信代电话: '2224',
  手写板: '2209',
  手语菜单: '2209',
  双面点单屏: '2209',
  固定流程: 'HS-13',
  固定流程提醒: 'HS-13',
  弹性工时: 'HS-09',
  分时休息: 'HS-09',
  轮班休息: 'HS-09',
  分场休息: 'HS-09',
  时间自选: 'HS-09',
  师带徒: 'HS-14',
  同事结对: 'HS-14',
  译员搭档: 'HS-14',
  大字材料: 'HS-03',
  电子版材料: 'HS-03',
  电子版稿件: 'HS-03',
  盲文稿件: 'HS-03',
  盲文标识: 'HS-03',
  读屏软件: '2239',
  盲文点显器: '2239',
  延长考试时间: 'HS-04',
  单独考场: 'HS-05',
  导盲犬: 'HS-11',
  陪同人员: 'HS-11',
  照明灯: '1806',
  安静工位: '2703',
  安静环境: '2703',
  空调车间: '2703',
  就业辅导员: 'HS-06',
  手语翻译: 'HS-01',
  任务图卡: 'HS-07',
  任务分解: 'HS-07',
  居家办公: 'HS-10',
  无障碍通勤: 'HS-15',
  班车: 'HS-15',
  无障碍停车位: 'HS-15',
  岗位调整: 'HS-08',
  闪光警报: '2227',
  疏散计划: 'HS-17',
  搬运辅具: '2406',
  助视器: '2203',
  电子放大镜: '2203',
  改装车辆: '1212',
  工位改装: '2803',
  坡道: '1818',
  特殊键鼠: '2236',
}

/** The accommodation a short phrase names as a whole, or null. */
export function findAccommodation(text: string): AccommodationCode | null {
  const clean = text.normalize('NFKC').trim()
  return words[clean] ?? accommodations.find(({ zh }) => zh.normalize('NFKC') === clean)?.code ?? null
}

/** Which accommodations lower a difficulty in an activity: what a person with that difficulty may ask for. */
export function accommodationsFor(icf: IcfCode): AccommodationCode[] {
  return accommodations.filter(({ mitigates }) => mitigates.some((one) => one.icf === icf)).map(({ code }) => code)
}
