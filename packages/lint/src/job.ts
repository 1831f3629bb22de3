import { foldText } from '@zhihe/vocabulary/fold-text'
import { anyOf } from './any-of.ts'
import type { LintInput } from './finding.ts'

/** Traits of a job on which the relevance of a bodily demand depends. */
export type JobTrait = keyof typeof titleWords

export interface Job {
  traits: ReadonlySet<JobTrait>
  /** Folded title and duties: what the work is. */
  work: string
}

const titleWords = {
  driver: /司机|驾驶员|驾驶岗|代驾|车夫|开车师傅/,
  seafarer: /海员|船员|水手|轮机|船长|大副|二副|三副|甲板|渡轮|引航|机工长|远洋/,
  pilot: /飞行员|飞行学员|招飞|机长|副驾驶|空中交通管制/,
  cabin: /空乘|空姐|空少|乘务|航空安全员|地勤/,
  police: /辅警|警务|警员|警察|民警|公安|狱警|司法警|特警|协警|特勤|法警|监狱/,
  fire: /消防员|消防战斗|消防队|森林消防|扑火|应急救援队/,
  rail: /(?:火车|动车|列车|机车|高铁|地铁|电客车)司机|机车乘务/,
  equipment: /叉车|起重|塔吊|行车工|天车|吊车|挖掘机|铲车|电梯维修|锅炉|司炉/,
  guard: /保安|安保|护卫|守押|押运|门卫|秩序维护|护校|护院|安防|巡防|形象岗|安全员|看护员|值守/,
  food: /厨|餐|食堂|食品|饭堂|传菜|洗碗|面点|烘焙|奶茶|咖啡|切配|打荷|火锅|烧烤|熟食|生鲜|甜品|糕点|服务员|酒店|饭店|粮油|屠宰|肉类|乳品|饮料|水产/,
  childcare: /幼师|幼儿|保育|育婴|托育|月嫂|早教|托班|幼教/,
  health: /护士|医生|医师|护理|药师|药房|检验师|口腔|康复师|诊所/,
  reception: /前台|迎宾|接待|礼仪|门迎|咨客|司仪|讲解员|导医|导引|空乘|乘务/,
  livestream: /主播|直播|带货|网红|短视频出镜/,
  performer: /模特|演员|舞蹈|群演|演艺|平面模/,
  massage: /按摩|推拿|足疗|理疗|spa|采耳/,
  underground: /井下|矿工|采煤|掘进|矿山/,
  seated:
    /文员|客服|话务|会计|出纳|财务|编辑|设计师|程序|开发|录入|标注|审核|行政|人事|助理|内勤|数据|翻译|法务|教师|老师|运营|剪辑|淘宝|坐班|文秘|秘书|统计员|档案|资料员|软件|算法|工程师|会务|策划|顾问|咨询师|收银|人力资源/,
  manual: anyOf(
    /普工|操作工|操作员|装配|组装|包装|搬运|装卸|保洁|清洁|绿化|环卫|维修|电工|焊|仓|库管|分拣|快递|外卖|骑手|送货|送餐|配送|跑腿|洗|缝纫|车工|钳工|铣工|木工|油漆|喷漆|瓦工|钢筋|工人|杂工|勤杂/,
    /养殖|种植|采摘|园艺|生产|流水线|理货|客房|房务|护工|护理员|养老|家政|钟点|水电|技工|注塑|冲压|打磨|抛光|印刷|裁|熨|缝|模具|(?<![社义职员])工$|学徒|装修|搬家|牧|渔|农|机修|钣金|喷涂|车间|质检|检验员/,
    /小工|临时工|公益|公益性|管事|楼面|营业员|导购|店员|售货|促销/,
  ),
} as const satisfies Record<string, RegExp>

const traitNames = Object.keys(titleWords) as JobTrait[]

// 大典 2022: the groups that tell a trait for certain.
const traitsByOccupation: readonly (readonly [string, JobTrait])[] = [
  ['3-02-01', 'police'],
  ['3-02-03', 'fire'],
  ['4-02-01-01', 'rail'],
  ['4-02-02', 'driver'],
  ['4-02-03', 'seafarer'],
  ['4-03-02', 'food'],
  ['4-07-05', 'guard'],
  ['6-', 'manual'],
]

const sitting = /坐着(?:上班|工作|干活|操作|就行)|坐班|坐式|全程坐|可坐|有凳|坐岗/
const workFields = ['title', 'category', 'duties', 'description', 'licences', 'occupation']

/** What kind of work it is, from the title first, then from the code of the occupation; the duties only say whether it is done seated. */
export function jobOf({ texts, facts }: LintInput): Job {
  const title = foldText(`${texts['title'] ?? ''} ${texts['category'] ?? ''}`).text
  const work = foldText(workFields.map((field) => texts[field] ?? '').join('\n')).text
  const traits = new Set(traitNames.filter((trait) => titleWords[trait].test(title)))
  for (const [prefix, trait] of traitsByOccupation) if (facts?.occupationCode?.startsWith(prefix)) traits.add(trait)
  if (sitting.test(work) || sitting.test(title)) {
    traits.add('seated')
    traits.delete('manual')
  } else if (traits.has('manual')) traits.delete('seated')
  return { traits, work }
}

export function isAny({ traits }: Job, ...names: readonly JobTrait[]): boolean {
  return names.some((name) => traits.has(name))
}
