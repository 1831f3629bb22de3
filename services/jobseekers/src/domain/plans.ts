/** Where a plan asks for something, in its own words. */
export interface PlanReference {
  /** Short name of the plan, as in the policy digest. */
  plan: string
  title: string
  clause: string
  quote: string
}

const hangzhou = { plan: 'HZ', title: '杭州市促进残疾人就业行动方案（2023—2025年）' }
const shanghai = { plan: 'SH2', title: '上海市促进残疾人就业三年行动方案（2025—2027年）' }
const fujian = { plan: 'FJ', title: '福建省促进残疾人就业三年行动方案（2025—2027年）' }
const guangzhou = { plan: 'GZ', title: '广州市促进残疾人就业三年行动实施意见（2022—2024年，征求意见稿）' }

export const plans = {
  baseCheck: { ...hangzhou, clause: '二（五）13', quote: '对就业年龄段未就业残疾人至少进行一次基础信息核对' },
  assessment: { ...hangzhou, clause: '二（五）13', quote: '至少组织一次职业能力评估' },
  needRegistration: { ...hangzhou, clause: '二（五）13', quote: '进行一次就业需求登记' },
  yearly: { ...hangzhou, clause: '二（五）13', quote: '全面掌握残疾人就业和培训需求，做到一年一更新' },
  accommodations: { ...shanghai, clause: '（一）', quote: '提供助视设备、大字版试卷等合理便利服务' },
  caseOwner: { ...fujian, clause: '五（二）', quote: '落实户籍地政府和所在高校负责人“双向包干制”，采取“一对一”帮扶措施' },
  ownPlan: { ...guangzhou, clause: '二（九）19', quote: '建立“一人一档一策”' },
  followUp: { ...guangzhou, clause: '二（七）14', quote: '百分百跟踪回访' },
  graduates: { ...hangzhou, clause: '二（一）3', quote: '毕业2年以内的残疾人大学生' },
} as const satisfies Record<string, PlanReference>
