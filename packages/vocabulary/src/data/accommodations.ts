import type { Label } from '../label.ts'
import { icfItems } from './icf-items.ts'

type IcfCode = (typeof icfItems)[number]['code']

interface AccommodationRow extends Label {
  code: string
  mitigates: readonly { icf: IcfCode; by: 1 | 2 | 3 | 4 }[]
  phases: readonly ('exam' | 'interview' | 'work')[]
  /** What it costs an employer for one workplace: none; low, up to 1,000 yuan; medium, up to 10,000; high, above, or a standing wage. */
  costBand: 'none' | 'low' | 'medium' | 'high'
  source: AccommodationSource
}

/**
 * Where the row comes from. The figures and the wording are ours in every row.
 * `iso_9999_2022`: class of ISO 9999:2022, which GB/T 16432-2025 follows. `iso_9999_2016`: class number of the 2016 edition, not yet compared
 * with 2022. `exam_rules`: 残疾人参加普通高等学校招生全国统一考试管理规定 (教学〔2017〕4号). `ours`: what ISO 9999 leaves out, people and organisation.
 */
type AccommodationSource = 'iso_9999_2022' | 'iso_9999_2016' | 'exam_rules' | 'ours'

const every = icfItems.map(({ code }) => ({ icf: code, by: 1 as const }))

// Device rows carry the ISO 9999 class. ICF codes outside our vocabulary are mapped to the nearest one or left out:
// d350 -> d330, d170 -> d440, d465 -> d450, d460 -> d450 and d455. The figures are our proposals, not a part of either standard.
export const accommodations = [
  {
    code: '2203',
    zh: '助视器(放大镜、电子助视器)',
    en: 'Aids for seeing (magnifier, CCTV)',
    mitigates: [
      { icf: 'b210', by: 2 },
      { icf: 'd110', by: 2 },
      { icf: 'd166', by: 2 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2230',
    zh: '阅读辅具',
    en: 'Aids for reading',
    mitigates: [{ icf: 'd166', by: 2 }],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'iso_9999_2016',
  },
  {
    code: '2239',
    zh: '屏幕阅读器和盲文点显器',
    en: 'Screen reader and Braille display',
    mitigates: [
      { icf: 'b210', by: 2 },
      { icf: 'd166', by: 3 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2236',
    zh: '特殊键盘、鼠标和语音输入',
    en: 'Alternative keyboard, mouse and speech input',
    mitigates: [
      { icf: 'd440', by: 2 },
      { icf: 'd445', by: 2 },
    ],
    phases: ['exam', 'work'],
    costBand: 'low',
    source: 'iso_9999_2016',
  },
  {
    code: '2233',
    zh: '计算机及终端',
    en: 'Computers and terminals',
    mitigates: [{ icf: 'd360', by: 2 }],
    phases: ['exam', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2206',
    zh: '助听设备(含 FM 和感应环路)',
    en: 'Hearing aids, FM systems and loops',
    mitigates: [
      { icf: 'b230', by: 2 },
      { icf: 'd115', by: 2 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2209',
    zh: '发声和面对面沟通辅具',
    en: 'Voice production and face-to-face communication aids',
    mitigates: [{ icf: 'd330', by: 2 }],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2212',
    zh: '书写辅具',
    en: 'Writing aids',
    mitigates: [{ icf: 'd440', by: 1 }],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'iso_9999_2016',
  },
  {
    code: '2224',
    zh: '文字电话和即时通讯',
    en: 'Text telephony and messaging',
    mitigates: [{ icf: 'd360', by: 3 }],
    phases: ['interview', 'work'],
    costBand: 'none',
    source: 'iso_9999_2016',
  },
  {
    code: '2227',
    zh: '闪光和震动提示器',
    en: 'Flashing and vibrating alerts',
    mitigates: [{ icf: 'd115', by: 2 }],
    phases: ['work'],
    costBand: 'low',
    source: 'iso_9999_2016',
  },
  {
    code: '1203',
    zh: '助行器具',
    en: 'Walking aids',
    mitigates: [{ icf: 'd450', by: 2 }],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'iso_9999_2022',
  },
  {
    code: '1222',
    zh: '手动和电动轮椅',
    en: 'Manual and powered wheelchairs',
    mitigates: [{ icf: 'd450', by: 3 }],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2022',
  },
  {
    code: '1208',
    zh: '盲杖',
    en: 'Guide cane',
    mitigates: [
      { icf: 'd450', by: 1 },
      { icf: 'd455', by: 1 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'iso_9999_2022',
  },
  {
    code: '1212',
    zh: '改装车辆',
    en: 'Adapted vehicle',
    mitigates: [{ icf: 'd475', by: 2 }],
    phases: ['work'],
    costBand: 'high',
    source: 'iso_9999_2022',
  },
  {
    code: '1803',
    zh: '可调桌椅和升降台',
    en: 'Adjustable tables and seating',
    mitigates: [
      { icf: 'd415', by: 2 },
      { icf: 'd410', by: 1 },
    ],
    phases: ['exam', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2022',
  },
  {
    code: '1806',
    zh: '工位照明',
    en: 'Task lighting',
    mitigates: [{ icf: 'b210', by: 1 }],
    phases: ['exam', 'work'],
    costBand: 'low',
    source: 'iso_9999_2022',
  },
  {
    code: '1818',
    zh: '扶手、坡道和电梯',
    en: 'Handrails, ramps and lifts',
    mitigates: [
      { icf: 'd450', by: 2 },
      { icf: 'd455', by: 3 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'high',
    source: 'iso_9999_2022',
  },
  {
    code: '1821',
    zh: '自动门和无障碍卫生间',
    en: 'Automatic doors and accessible toilets',
    mitigates: [
      { icf: 'd445', by: 1 },
      { icf: 'd450', by: 1 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'high',
    source: 'iso_9999_2022',
  },
  {
    code: '2406',
    zh: '搬运、够物和手臂替代辅具',
    en: 'Handling, reaching and arm-substitution aids',
    mitigates: [
      { icf: 'd440', by: 1 },
      { icf: 'd445', by: 2 },
      { icf: 'd430', by: 2 },
    ],
    phases: ['work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2703',
    zh: '降噪和温湿度改善',
    en: 'Noise and climate improvement',
    mitigates: [
      { icf: 'd160', by: 1 },
      { icf: 'b230', by: 1 },
      { icf: 'd240', by: 1 },
    ],
    phases: ['exam', 'work'],
    costBand: 'medium',
    source: 'iso_9999_2016',
  },
  {
    code: '2803',
    zh: '工位改装(家具、起重、夹具、评估训练)',
    en: 'Work-place equipment (furniture, hoists, jigs, training)',
    mitigates: [
      { icf: 'd430', by: 2 },
      { icf: 'd440', by: 1 },
      { icf: 'd415', by: 2 },
      { icf: 'd155', by: 1 },
    ],
    phases: ['work'],
    costBand: 'high',
    source: 'iso_9999_2016',
  },
  {
    code: 'HS-01',
    zh: '手语翻译(现场或视频)',
    en: 'Sign-language interpreter (on site or video)',
    mitigates: [
      { icf: 'd310', by: 3 },
      { icf: 'd330', by: 3 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'ours',
  },
  {
    code: 'HS-02',
    zh: '实时字幕和语音转文字',
    en: 'Real-time captioning',
    mitigates: [
      { icf: 'd115', by: 2 },
      { icf: 'd310', by: 3 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'ours',
  },
  {
    code: 'HS-03',
    zh: '盲文、大字或电子版材料',
    en: 'Braille, large-print or electronic material',
    mitigates: [
      { icf: 'd166', by: 3 },
      { icf: 'b210', by: 1 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'exam_rules',
  },
  {
    code: 'HS-04',
    zh: '延长考试时间',
    en: 'Extra time in examinations',
    mitigates: [
      { icf: 'd166', by: 1 },
      { icf: 'd440', by: 1 },
      { icf: 'd160', by: 1 },
    ],
    phases: ['exam'],
    costBand: 'none',
    source: 'exam_rules',
  },
  {
    code: 'HS-05',
    zh: '单独或安静的考场',
    en: 'Separate quiet room',
    mitigates: [
      { icf: 'd160', by: 2 },
      { icf: 'd240', by: 1 },
    ],
    phases: ['exam', 'interview'],
    costBand: 'none',
    source: 'exam_rules',
  },
  {
    code: 'HS-06',
    zh: '就业辅导员',
    en: 'Job coach',
    mitigates: [
      { icf: 'd155', by: 2 },
      { icf: 'd230', by: 1 },
      { icf: 'd240', by: 1 },
      { icf: 'd720', by: 2 },
    ],
    phases: ['work'],
    costBand: 'high',
    source: 'ours',
  },
  {
    code: 'HS-07',
    zh: '任务分解和图示步骤',
    en: 'Task breakdown with visual steps',
    mitigates: [
      { icf: 'd155', by: 2 },
      { icf: 'd175', by: 1 },
      { icf: 'd220', by: 2 },
    ],
    phases: ['work'],
    costBand: 'low',
    source: 'ours',
  },
  {
    code: 'HS-08',
    zh: '岗位调整(重新分配非核心任务)',
    en: 'Job restructuring (non-core tasks moved to others)',
    mitigates: every,
    phases: ['work'],
    costBand: 'none',
    source: 'ours',
  },
  {
    code: 'HS-09',
    zh: '弹性工时和分时休息',
    en: 'Flexible hours and extra breaks',
    mitigates: [
      { icf: 'b455', by: 2 },
      { icf: 'd240', by: 1 },
      { icf: 'd230', by: 2 },
    ],
    phases: ['work'],
    costBand: 'none',
    source: 'ours',
  },
  {
    code: 'HS-10',
    zh: '远程或居家工作',
    en: 'Remote or home working',
    mitigates: [
      { icf: 'd470', by: 4 },
      { icf: 'd450', by: 2 },
      { icf: 'd240', by: 1 },
    ],
    phases: ['interview', 'work'],
    costBand: 'low',
    source: 'ours',
  },
  {
    code: 'HS-11',
    zh: '导盲犬或陪同人员',
    en: 'Guide dog or companion',
    mitigates: [
      { icf: 'd450', by: 1 },
      { icf: 'd455', by: 1 },
      { icf: 'd470', by: 1 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'ours',
  },
  {
    code: 'HS-12',
    zh: '简明易读材料',
    en: 'Easy-read material',
    mitigates: [
      { icf: 'd166', by: 1 },
      { icf: 'd175', by: 1 },
    ],
    phases: ['exam', 'interview', 'work'],
    costBand: 'low',
    source: 'ours',
  },
  {
    code: 'HS-13',
    zh: '固定流程和提醒',
    en: 'Fixed routine and reminders',
    mitigates: [
      { icf: 'd230', by: 2 },
      { icf: 'd220', by: 1 },
    ],
    phases: ['work'],
    costBand: 'none',
    source: 'ours',
  },
  {
    code: 'HS-14',
    zh: '同事结对或师带徒',
    en: 'Buddy or mentor',
    mitigates: [
      { icf: 'd155', by: 2 },
      { icf: 'd720', by: 1 },
    ],
    phases: ['work'],
    costBand: 'none',
    source: 'ours',
  },
  {
    code: 'HS-15',
    zh: '无障碍通勤(班车、停车位)',
    en: 'Accessible commuting (shuttle, parking)',
    mitigates: [{ icf: 'd470', by: 3 }],
    phases: ['exam', 'interview', 'work'],
    costBand: 'medium',
    source: 'ours',
  },
  {
    code: 'HS-16',
    zh: '面试替代(试工、作品、文字面谈)',
    en: 'Alternative selection (work trial, portfolio, written interview)',
    mitigates: [
      { icf: 'd330', by: 2 },
      { icf: 'd720', by: 1 },
    ],
    phases: ['interview'],
    costBand: 'none',
    source: 'ours',
  },
  {
    code: 'HS-17',
    zh: '无障碍安全疏散计划',
    en: 'Accessible evacuation plan',
    mitigates: [
      { icf: 'd115', by: 1 },
      { icf: 'd450', by: 1 },
    ],
    phases: ['exam', 'work'],
    costBand: 'low',
    source: 'ours',
  },
] as const satisfies readonly AccommodationRow[]
