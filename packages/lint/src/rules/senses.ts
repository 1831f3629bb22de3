import { everyOf } from '../any-of.ts'
import type { LawKey } from '../data/laws.ts'
import { isAny, type Job } from '../job.ts'
import { findTerms, type TextRule } from '../rule.ts'

const colour = everyOf(
  /无(?:任何)?(?:红绿)?色(?:盲|弱|觉)(?:[、,和或及]?色(?:盲|弱))*(?:异常|障碍|缺陷)?|(?:非|不能|不得|不可|没有|不)(?:是|有|为)?色(?:盲|弱)(?:[、,和或及]?色弱)?/,
  /(?:红绿)?色(?:盲|弱)(?:[、,和或及]?色弱)?(?:者|患者|人士)?(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不收|不要|不录|除外|不宜|谢绝|不得|不予)/,
  /(?:拒绝|谢绝|拒收|不要|不招)(?:有)?(?:红绿)?色(?:盲|弱)(?:者|患者|人士)?(?!歧视)/,
  /(?:辨色力?|色觉|辨色能力)(?:要求)?(?:正常|良好|好)/,
)
const sight = everyOf(
  /(?:视力|视觉|眼力|目力|眼睛|双眼|两眼|单眼|裸眼视力|矫正视力|裸视|矫正后视力)(?:均|都|须|需|必须|要求|应|要){0,4}(?:正常|良好|好|佳|没问题|无障碍|无异常)/,
  /(?:裸眼|矫正|双侧|双眼|单侧|左右眼|单眼|两眼){0,4}(?:裸眼|矫正)?视力(?:\([^)]{1,8}\))?(?:均|都|须|需|不|低于|达到?|在|为|不得|应|≥|>|:|要求|标准|矫正后|分别){0,6}[0-9](?:\.\d)?(?:[/或、和]\d\.\d)?(?:以上)?/,
  /(?:无|没有|不得有)(?:明显|任何)?(?:视力|视觉|视听|听力|听觉|言语|语言|语言表达|言语表达|听说)(?:[、和或及](?:视力|听力|言语|语言))*(?:障碍|缺陷|问题|残疾)/,
  /(?:眼神|眼力)(?:要|得|须)?好(?!奇)|(?:眼睛|视力)(?:没|没有|无)(?:毛病|问题)|视力(?:须|需|要|应)?达标|视力不(?:能|可)?(?:太|过)差|眼不花|戴(?:眼镜|近视镜)(?:者|的)?(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|谢绝)|(?:视障|盲人|视力残疾)(?:人士|人|者)?(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|谢绝)/,
  /(?:不|无|没有|非)(?:近视|老花|散光|斜视|弱视|戴眼镜)|近视(?:眼|者|人员)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|度数?不|不超过|除外|\d{2,4}度以[下内])/,
)
const hearing = everyOf(
  /(?:双耳|两耳|耳朵)?(?:听力|听觉|耳力)(?:均|都|须|需|必须|要求|应|要){0,4}(?:正常|良好|好|佳|灵敏|没问题|无障碍|无异常)|(?:听力|听觉)?健听(?:人|者|人士|员工)?/,
  /(?:耳聪目明|视听(?:正常|健全)|听说(?:能力)?正常|能听会说|会听会说|听说无障碍)|(?:不能|不得|不可|不要|不招|谢绝)(?:是)?(?:耳聋|聋哑|聋人|哑巴|耳背)/,
  /(?:聋哑|聋|耳聋|耳背|听障|听力残疾)(?:人士|人|者)?(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不收|不要|除外|谢绝)|(?:耳)?不聋(?:不哑)?|耳不背|耳朵(?:要)?(?:好使|灵光|灵敏|没毛病)|无(?:聋哑|耳聋|耳背)/,
)
const speechOrSmell =
  /(?:无|没有|不)(?:得有)?口吃|口吃(?:者)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|除外)|(?:语言|言语|说话|发音|发声)(?:功能|器官)?(?:均|须|必须|要)?(?:正常|无障碍)|口齿(?:须|要)?正常|嗅觉(?:正常|良好|灵敏)|味觉(?:正常|良好|灵敏)|(?:五感|感官)(?:正常|健全)/g

// 口齿清晰,表达流畅 is about getting on with people; without work that is spoken a clear tongue is asked about.
const clearSpeech = {
  words: /口齿(?:要|须|需)?(?:清晰|清楚|伶俐|利落)|(?:吐字|发音)(?:要|须|需)?(?:清晰|清楚)/g,
  unless: { after: /^[,、和且及]?(?:语言)?表达/ },
} as const

const statutory: readonly (readonly [Parameters<typeof isAny>[1], LawKey])[] = [
  ['driver', 'driver_body'],
  ['seafarer', 'seafarer_body'],
  ['pilot', 'pilot_body'],
  ['cabin', 'pilot_body'],
  ['police', 'police_body'],
  ['fire', 'fire_body'],
  ['rail', 'rail_body'],
  ['equipment', 'equipment_body'],
]

/** The statute that sets a medical standard for this work, if any. */
function statuteFor(job: Job): LawKey | null {
  return statutory.find(([trait]) => isAny(job, trait))?.[1] ?? null
}

const colourWork =
  /质检|检验|品检|验货|验布|配色|调色|调漆|印染|染色|印刷|化验|电工|电气|弱电|布线|线束|接线|美工|美甲|分色|色差|化学|化工|医学|检测|珠宝|纺织|服装设计|平面设计|画|喷漆/
const sightWork = /检测|显微镜|精密|监控|质检|检验|校对|焊线|绑线|微雕|刺绣|瞭望|观察|驾驶|识图/
const hearingWork = /电话|话务|接线|呼叫|语音|外呼|录音|调音|监听|同传|速记|听写|口译|报警|声音|音频|噪音检测/
const speechWork = /电话|话务|主播|播音|配音|主持|讲解|导游|教师|老师|口译|客服|接线|广播/
const dealsWithPeople = /销售|接待|前台|导购|营业|服务员|收银|咨询|招聘|人事|市场|推广|保险|房产|中介|培训|律师|业务|社工|家政|育婴|幼/
const smellWork = /厨|品酒|调香|香精|食品|茶|咖啡|烹|化验/

export const sense: TextRule = {
  id: 'body.sense',
  law: 'employment_disabled',
  anchor: /视|眼|目力|听|色[盲弱觉]|辨色|耳|聋|哑|盲人|口吃|口齿|吐字|[言语]|说话|发[音声]|[嗅味]觉|感官|五感/,
  find: ({ text, role }, { job }) => {
    if (role === 'benefits') return []
    const law = statuteFor(job)
    const tied = (work: RegExp) => (law !== null || work.test(job.work) ? true : null)
    const statute = law === null ? {} : { law }
    return [
      ...findTerms(text, { words: colour }).map((hit) => ({ ...hit, ...statute, relevance: tied(colourWork) })),
      ...findTerms(text, { words: sight }).map((hit) => ({ ...hit, ...statute, relevance: tied(sightWork) })),
      ...findTerms(text, { words: hearing }).map((hit) => ({ ...hit, ...statute, relevance: tied(hearingWork) })),
      ...findTerms(text, { words: speechOrSmell }).map((hit) => ({
        ...hit,
        ...statute,
        relevance: tied(/嗅|味/.test(hit.match[0]) ? smellWork : speechWork),
      })),
      ...findTerms(text, clearSpeech).map((hit) => ({ ...hit, relevance: dealsWithPeople.test(job.work) ? true : tied(speechWork) })),
    ]
  },
}

const wholeLimbs = {
  words: everyOf(
    /(?:四肢|肢体|手脚|手足|双手双脚)(?:均|都|必须|要|须)?(?:健全|齐全|正常|完好|完整|无残|无缺陷|健康|没问题|功能正常|活动正常)|无(?:明显|任何)?肢体(?:功能|活动)?(?:障碍|缺陷|残缺|问题)|(?:四肢|肢体)(?:活动自如|发达)|(?:手脚|手足|四肢)(?:都|均)?(?:没有?|无)(?:残疾|残缺|毛病|缺陷|残)/,
    /(?:上肢|下肢|腿脚|手部|腿部|腰腿|双腿|双脚)(?:功能)?(?:均|都|必须|要)?(?:好(?=$|[,;。、/\n])|健全|健康|正常|完好|无残疾|没(?:有)?(?:毛病|问题)|无(?:残疾|问题|毛病))/,
    /(?:腿脚|腿|行动|行走)(?:必须|要)?(?:灵便|利索|利落|方便|自如|无碍|便利|正常|无障碍)|(?:无|没有)(?:行动|行走|肢体活动)(?:障碍|不便)/,
    /(?:行动|腿脚|行走)(?:不便|不好|不灵便|有障碍|有问题)(?:者|的|人员)?(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|除外|谢绝)|(?:坐轮椅|轮椅|拄拐|跛|瘸)(?:脚|足|腿|行)?(?:者|的|人士|使用者)?(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|除外|谢绝|不便)/,
    /(?:不能|不得|不可|不要|不招|谢绝|拒绝)(?:有)?(?:坐轮椅|用轮椅|轮椅使用者|拄拐|跛脚|跛行|瘸)/,
  ),
  unless: { before: /(?:协助|帮助|照顾|服务|老人|患者|病人|学生|照料|护理)[^,;。]{0,6}$/ },
} as const
const wholeHands =
  /(?:双手|十指|手指|手脚|[手脚])无(?:残缺|残疾|缺陷|伤残|断|缺)[^,;。]{0,2}|无(?:残肢|断肢|断指|缺指|残指)(?:断指|缺指)?|(?:双手|两手|十指|手指|手掌|手部)(?:灵活)?(?:均|都|必须|要)?(?:无残缺|健全|齐全|完好|完整|正常|功能正常|无残疾|没(?:有)?(?:毛病|问题))|无(?:断指|缺指)|不(?:缺|少|断)手?指|(?:断指|缺指)(?:者)?(?:勿|免|(?:暂时?|一律|均)?不招|不要|除外)/g

const handWork = /流水线|装配|组装|缝|绣|按摩|推拿|手工|打字|录入|操作|焊|包装|串珠|编织|贴|剪|裁|切|厨|搬|装卸|驾驶|修/
const walkingWork = /护林|巡山|抄表|环卫|巡逻|巡查|巡检|配送|送餐|送货|外卖|快递|登高|爬|户外测绘/

export const limbs: TextRule = {
  id: 'body.limbs',
  law: 'employment_disabled',
  anchor: /肢|[手脚腿]|行[动走]|轮椅|拄拐|[跛瘸指]/,
  find: ({ text, role }, { job }) => {
    if (role === 'benefits') return []
    const statute = statuteFor(job)
    // The standard of police posts is not made for the office staff beside them.
    const licensed = statute !== null && !isAny(job, 'cabin') && !/文职|内勤|窗口/.test(job.work)
    const law = licensed ? { law: statute } : {}
    const general = isAny(job, 'seated') && !isAny(job, 'police', 'guard') ? false : null
    return [
      ...findTerms(text, wholeLimbs).map((hit) => ({
        ...hit,
        ...law,
        relevance: licensed || isUsed(hit.match[0], job) ? true : general,
      })),
      ...findTerms(text, { words: wholeHands }).map((hit) => ({
        ...hit,
        ...law,
        relevance: licensed || (isAboutUse(hit.match[0]) && (isAny(job, 'manual', 'massage') || handWork.test(job.work))) ? true : general,
      })),
    ]
  },
}

/** 双手健全 is said for the use of the hands; 无断指 and 十指健全 count fingers. */
function isAboutUse(words: string): boolean {
  return !/[断缺残]|指/.test(words)
}

/** The duties plainly use the part of the body that is named. */
function isUsed(words: string, { work }: Job): boolean {
  return (/手|上肢/.test(words) && handWork.test(work)) || (/行|腿|脚|下肢/.test(words) && walkingWork.test(work))
}

const hepatitis = everyOf(
  /(?:无|非|没有|不得有|不能有|不带|不携带|不得携带)(?:携带)?(?:甲肝|乙肝|乙型肝炎|大三阳|小三阳|大小三阳|两对半|澳抗|hbv|hbsag)[^,;。]{0,8}/,
  /(?:乙肝|乙型肝炎|大三阳|小三阳)(?:携带者|患者|者|病毒){0,4}(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不收|不要|不录|除外|谢绝|不得|不予)[^,;。]{0,3}/,
  /(?:检查|查|体检含|含|提供|需|包括|做|化验)(?:[^,;。]{0,4})(?:乙肝|两对半|表面抗原|hbv|hbsag)(?:五项|两对半|表面抗原|检测|报告|证明|项目){0,4}/,
  /乙肝(?:五项|两对半|表面抗原|病毒){0,4}(?:须|需|必须|应|要|检测|检查|体检|化验|阴性|正常|合格)+|(?:两对半|hbv|hbsag)(?:须|需|必须|应|要|检测|为){0,3}(?:正常|阴性|合格|检查)|肝功能?(?:检查|化验)?(?:正常|合格|无异常)/,
  /(?:不要|不招|不收|不录用?|不接收|不考虑|拒收|拒招|拒绝|谢绝)(?:有|患有?|携带)?(?:乙肝|乙型肝炎|大三阳|小三阳|hbv)(?:病毒)?(?:携带者|患者|病人|人员|者)?(?!歧视|检测|检查|筛查|项目)/,
)
const infection = everyOf(
  /(?:无|非|没有|不得有|不能有|未患|不患|未患有|不患有|不携带)(?:任何|各种|各类|其他|其它|急慢性|慢性|流行性|皮肤|呼吸道|重大|严重|皮肤病?[、,和或及]|精神病?[、,和或及]|慢性病?[、,和或及]){0,5}(?:传染(?:性|类)?(?:皮肤病|肝炎|疾病|病毒|病|疾患)?|肝炎|肺结核|结核病?|(?<!慢)性病|艾滋病?|hiv|梅毒)(?:史|者)?/,
  /(?:传染病|传染性疾病|肝炎|肺结核|结核病|(?<!慢)性病|艾滋病?|hiv)(?:患者|携带者|感染者|人员|者|史者){0,4}(?:请)?(?:勿|免|(?:暂时?|一律|均)?不招|不收|不要|不录|除外|谢绝|不得|不予)/,
  /(?:hiv|艾滋病?|梅毒)(?:检测|检查|抗体)?(?:阴性|合格)|(?:检测|检查|查)(?:hiv|艾滋|梅毒)/,
  /(?:不要|不招|不收|不录用?|不接收|不考虑|拒收|拒招|拒绝|谢绝)(?:有|患有?|携带)?(?:传染(?:病|性疾病)|肝炎|肺结核|结核病|(?<!慢)性病|艾滋病?|hiv|梅毒)(?:病毒)?(?:携带者|患者|感染者|病人|人员|者)?(?!歧视|检测|检查|筛查|传播|蔓延)/,
)
const lawfulDisease = /有碍食品安全|国家规定|法律(?:法规)?规定|法定|规定禁止|卫生行政部门|岗位禁忌|职业禁忌/

export const infectiousDisease: TextRule = {
  id: 'body.infectious_disease',
  law: 'employment_carrier',
  anchor: /传染|肝|两对半|三阳|澳抗|结核|性病|艾滋|hiv|梅毒|表面抗原|hbv|hbsag/,
  find: ({ text, role }, { job }) => {
    if (role === 'benefits') return []
    const duty = { before: /(?:预防|防控|防治|报告|监测|上报|管理|宣传|筛查|做好|负责|协助|开展)[^,;。]{0,8}$/ }
    const mayMatter = isAny(job, 'food', 'childcare', 'health', 'police', 'massage') ? null : false
    return [
      ...findTerms(text, { words: hepatitis, unless: duty }).map((hit) => ({
        ...hit,
        relevance: false,
        law: 'service_hepatitis' as const,
      })),
      ...findTerms(text, { words: infection, unless: duty })
        .filter(({ start, end }) => !lawfulDisease.test(text.slice(Math.max(0, start - 16), end + 12)))
        .map((hit) => ({ ...hit, relevance: mayMatter })),
    ]
  },
}
