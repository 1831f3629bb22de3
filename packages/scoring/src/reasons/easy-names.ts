import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import type { EmploymentForm } from '@zhihe/vocabulary/employment-form'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import type { WorkMode } from '@zhihe/vocabulary/work-mode'

// Everyday words for the easy-read text (易读), ours; at most ten characters, read aloud to check that they are spoken words.
// A code without a row is said by its label where that is short, else in general words.

/** What the work needs, as one would ask a friend. */
export const easyIcf: Partial<Record<IcfCode, string>> = {
  b210: '看清东西',
  d110: '一直看着',
  d166: '看懂文字',
  b230: '听清声音',
  d115: '留心听声音',
  d310: '听懂别人的话',
  d330: '开口说话',
  d360: '打电话、发消息',
  d155: '学新的做法',
  d160: '专心做事',
  d175: '自己解决问题',
  d220: '同时做几件事',
  d230: '按时上下班',
  d240: '面对忙和急',
  d720: '和别人打交道',
  d410: '弯腰和蹲下',
  d415: '长时间站或坐',
  d430: '搬重东西',
  d440: '用手做细活',
  d445: '用手和胳膊',
  d450: '走路',
  d455: '上下楼梯',
  d470: '坐车出门',
  d475: '开车',
  b455: '长时间使力气',
}

/** What a workplace can provide, by its everyday name. */
export const easyAccommodations: Partial<Record<AccommodationCode, string>> = {
  '2203': '放大镜',
  '2230': '帮助阅读的用具',
  '2239': '读屏软件',
  '2236': '合手的键盘鼠标',
  '2233': '电脑',
  '2206': '助听设备',
  '2209': '帮助说话的用具',
  '2212': '帮助写字的用具',
  '2224': '文字电话',
  '2227': '闪灯和震动提醒',
  '1203': '走路的辅具',
  '1222': '轮椅',
  '1208': '盲杖',
  '1212': '改装的车',
  '1803': '能调高低的桌椅',
  '1806': '合适的灯光',
  '1818': '坡道和电梯',
  '1821': '无障碍卫生间',
  '2406': '帮忙搬东西的用具',
  '2703': '安静舒服的环境',
  '2803': '改造过的工位',
  'HS-01': '手语翻译',
  'HS-02': '实时字幕',
  'HS-03': '大字或盲文材料',
  'HS-04': '更长的考试时间',
  'HS-05': '安静的考场',
  'HS-06': '就业辅导员',
  'HS-07': '分步骤的图',
  'HS-08': '工作内容的调整',
  'HS-09': '灵活的上班时间',
  'HS-10': '在家工作的安排',
  'HS-11': '导盲犬或陪同的人',
  'HS-12': '简单易懂的材料',
  'HS-13': '固定的做法和提醒',
  'HS-14': '带着做的同事',
  'HS-15': '上班的接送或车位',
  'HS-16': '别的面试方式',
  'HS-17': '安全撤离的办法',
}

/** What a person does on a working day. */
export const easyWorkModes: Record<WorkMode, string> = {
  onsite: '到单位上班',
  remote: '在家上班',
  hybrid: '有时在家上班',
}

/** What kind of work it is. */
export const easyEmploymentForms: Record<EmploymentForm, string> = {
  full_time: '全天上班的工作',
  part_time: '只做部分时间的工作',
  flexible: '时间灵活的工作',
  home_based: '在家做的工作',
  dispatch: '由别的公司派去的工作',
}
