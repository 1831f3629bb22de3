import type { Label } from '../label.ts'

interface IcfRow extends Label {
  code: string
  /** The plain wording used in explanations to people and employers. */
  job: Label
}

export const icfItems = [
  { code: 'b210', zh: '视功能', en: 'Seeing functions', job: { zh: '用眼辨认', en: 'seeing detail' } },
  { code: 'd110', zh: '看', en: 'Watching', job: { zh: '持续观看', en: 'watching' } },
  { code: 'd166', zh: '阅读', en: 'Reading', job: { zh: '阅读文字', en: 'reading' } },
  { code: 'b230', zh: '听功能', en: 'Hearing functions', job: { zh: '听见声音', en: 'hearing sounds' } },
  { code: 'd115', zh: '听', en: 'Listening', job: { zh: '留意声音', en: 'listening' } },
  { code: 'd310', zh: '理解口头信息', en: 'Receiving spoken messages', job: { zh: '听懂口头交流', en: 'understanding speech' } },
  { code: 'd330', zh: '说', en: 'Speaking', job: { zh: '口头表达', en: 'speaking' } },
  {
    code: 'd360',
    zh: '使用通讯设备',
    en: 'Using communication devices',
    job: { zh: '接打电话和使用通讯工具', en: 'using phones and chat tools' },
  },
  { code: 'd155', zh: '掌握技能', en: 'Acquiring skills', job: { zh: '学会新操作', en: 'learning new tasks' } },
  { code: 'd160', zh: '集中注意力', en: 'Focusing attention', job: { zh: '保持专注', en: 'staying focused' } },
  { code: 'd175', zh: '解决问题', en: 'Solving problems', job: { zh: '处理问题', en: 'solving problems' } },
  { code: 'd220', zh: '从事多项任务', en: 'Undertaking multiple tasks', job: { zh: '同时做几件事', en: 'handling several tasks at once' } },
  { code: 'd230', zh: '进行日常事务', en: 'Carrying out daily routine', job: { zh: '按时作息和出勤', en: 'keeping a daily routine' } },
  { code: 'd240', zh: '应对压力', en: 'Handling stress', job: { zh: '承受工作压力', en: 'coping with pressure' } },
  { code: 'd720', zh: '复杂人际交往', en: 'Complex interpersonal interactions', job: { zh: '与人打交道', en: 'dealing with people' } },
  { code: 'd410', zh: '改变身体姿势', en: 'Changing body position', job: { zh: '弯腰、下蹲和起身', en: 'bending and squatting' } },
  { code: 'd415', zh: '保持身体姿势', en: 'Maintaining body position', job: { zh: '久站或久坐', en: 'standing or sitting for long' } },
  { code: 'd430', zh: '举起和搬运物体', en: 'Lifting and carrying objects', job: { zh: '搬抬重物', en: 'lifting and carrying' } },
  { code: 'd440', zh: '精巧手的使用', en: 'Fine hand use', job: { zh: '精细手部操作', en: 'fine hand use' } },
  { code: 'd445', zh: '手和手臂的使用', en: 'Hand and arm use', job: { zh: '手和手臂操作', en: 'hand and arm work' } },
  { code: 'd450', zh: '步行', en: 'Walking', job: { zh: '走动', en: 'walking' } },
  { code: 'd455', zh: '到处移动', en: 'Moving around', job: { zh: '上下楼梯和攀爬', en: 'stairs and climbing' } },
  { code: 'd470', zh: '利用交通工具', en: 'Using transportation', job: { zh: '乘车出行', en: 'travelling by public transport' } },
  { code: 'd475', zh: '驾驶', en: 'Driving', job: { zh: '驾驶车辆', en: 'driving' } },
  { code: 'b455', zh: '运动耐受功能', en: 'Exercise tolerance functions', job: { zh: '体力耐力', en: 'physical stamina' } },
] as const satisfies readonly IcfRow[]
