import type { Label } from '../label.ts'

interface BenefitRow extends Label {
  code: string
  /** How postings word it, as the source of a regular expression over folded text; the first row that matches a place takes it. */
  words: string
}

// Ours, after the wording of public postings. Wider wordings stand before the ones they contain.
export const benefits = [
  {
    code: 'social_insurance_and_fund',
    zh: '五险一金',
    en: 'Social insurance and housing fund',
    words: '[五六56]险[一二两12]金|社保(?:和|及|、|\\+)?公积金|[五5]险(?:和|及|、|\\+)(?:住房)?公积金',
  },
  { code: 'five_insurances', zh: '五险', en: 'Five social insurances', words: '[五5](?:项)?(?:社会)?(?:险|保险)(?![一二12]金)' },
  { code: 'four_insurances', zh: '四险', en: 'Four social insurances', words: '[三四34](?:项)?(?:社会)?(?:险|保险)' },
  { code: 'housing_fund', zh: '住房公积金', en: 'Housing fund', words: '(?:住房)?公积金|一金' },
  {
    code: 'commercial_insurance',
    zh: '商业保险',
    en: 'Commercial insurance',
    words: '商业(?:医疗)?保险|商保|补充医疗(?:保险)?|雇主责任险',
  },
  { code: 'accident_insurance', zh: '意外保险', en: 'Accident insurance', words: '(?:人身)?意外(?:伤害)?(?:商业)?(?:保险|险)' },
  { code: 'pension_insurance', zh: '养老保险', en: 'Pension insurance', words: '养老(?:保险|金)' },
  { code: 'medical_insurance', zh: '医疗保险', en: 'Medical insurance', words: '医疗保险|医保' },
  { code: 'injury_insurance', zh: '工伤保险', en: 'Work injury insurance', words: '工伤(?:保)?险' },
  { code: 'social_insurance', zh: '社保', en: 'Social insurance', words: '社(?:会)?保(?:险|障)?|劳健保|劳保(?:和|、|/)健保' },
  {
    code: 'insurance',
    zh: '保险',
    en: 'Insurance',
    words: '(?<!医疗|失业|生育|车|财产)保险(?!公司|销售|代理|业务|专员|行业|柜|顾问|经纪|从业)',
  },
  {
    code: 'meals_and_housing',
    zh: '包吃包住',
    en: 'Meals and housing',
    words:
      '(?:包|管|供|提供|免费|含|免费提供|解决|有)(?:吃|食)(?:、|和)?(?:包|管|供)?(?:住|宿)|吃住(?:全包|免费)|(?:包|管|供|提供|免费|免费提供|负责)(?:食宿|吃住|膳宿|伙食(?:和|、)住宿)|食宿(?:全包|免费|统一安排)|(?:免费|提供|享受){0,3}(?:工作餐|午餐|三餐)(?:和|及|、|与)(?:员工)?(?:宿舍|住宿)',
  },
  {
    code: 'housing',
    zh: '包住',
    en: 'Housing',
    words:
      '(?:包|管|供)住(?:宿)?|(?:提供|免费|安排|解决|有|免费提供|统一)(?:员工|职工|夫妻|集体|单身){0,3}(?:住宿|宿舍|公寓|住房(?!补))|提供[^;。]{0,8}宿舍|员工(?:宿舍|公寓)|住宿(?:免费|\\d人间)|含住宿',
  },
  {
    code: 'meals',
    zh: '包吃',
    en: 'Meals',
    words:
      '供(?:膳|餐)|(?:包|管|供)(?:吃|[一二两三123]餐|饭|中餐|午餐|工作餐|餐|伙食)|(?:免费|提供|免费提供|享受)(?:的)?(?:工作|员工|早中晚|[一二两三123])?(?:早|中|午|晚|三|两)?(?:餐(?!补|饮)|饭)|(?:免费|提供)(?:就|用)餐|工作餐|员工餐|(?:中午)?(?:免费)?午餐(?!补)|食堂免费|含餐',
  },
  {
    code: 'meal_allowance',
    zh: '餐补',
    en: 'Meal allowance',
    words: '(?:餐|饭|午餐|伙食|用餐|工作餐|就餐)(?:费)?(?:补贴|补助|补|贴|津贴)',
  },
  {
    code: 'housing_allowance',
    zh: '住房补贴',
    en: 'Housing allowance',
    words: '(?:住房|房租|租房|住宿|外宿)(?:费)?(?:补贴|补助|津贴)|房补',
  },
  { code: 'transport_allowance', zh: '交通补贴', en: 'Transport allowance', words: '(?:交通|车|油|通勤)(?:费)?(?:补贴|补助|津贴|补)' },
  { code: 'phone_allowance', zh: '话费补贴', en: 'Phone allowance', words: '(?:话费|通[讯信]|电话|手机)(?:费)?(?:补贴|补助|津贴|补)' },
  { code: 'heat_allowance', zh: '高温补贴', en: 'Heat allowance', words: '(?:高温|防暑降温|降温|取暖|烤火)(?:费)?(?:补贴|补助|津贴|费)' },
  { code: 'night_allowance', zh: '夜班补贴', en: 'Night-shift allowance', words: '(?:夜|晚|中)班(?:费)?(?:补贴|补助|津贴)|夜班费' },
  { code: 'overtime_pay', zh: '加班补贴', en: 'Overtime pay', words: '加班(?:费|补贴|补助|工资|津贴)' },
  { code: 'seniority_pay', zh: '工龄工资', en: 'Seniority pay', words: '工龄(?:工资|奖|补贴|津贴)|年资' },
  { code: 'attendance_bonus', zh: '全勤奖', en: 'Attendance bonus', words: '(?:全|满)勤(?:奖|补)' },
  {
    code: 'year_end_bonus',
    zh: '年终奖',
    en: 'Year-end bonus',
    words: '年终(?:[^;,。、]{0,8})?(?:奖|分红|双薪)|年底(?:双薪|分红|奖金?)|1[3-6]薪|十[三四五六]薪',
  },
  { code: 'performance_bonus', zh: '绩效奖金', en: 'Performance bonus', words: '(?:绩效|季度|月度|项目)(?:奖金?|工资)' },
  {
    code: 'holiday_bonus',
    zh: '过节费',
    en: 'Holiday bonus',
    words: '过节(?:费|礼)|(?:节日|节假日|传统节日|三节|节庆)(?:福利|礼品|礼金|慰问|礼物|红包)',
  },
  { code: 'birthday_gift', zh: '生日福利', en: 'Birthday gift', words: '生日(?:福利|礼品|礼金|蛋糕|礼物|会|红包)' },
  { code: 'annual_leave', zh: '带薪年假', en: 'Paid annual leave', words: '带薪(?:年)?(?:休)?假期?|年(?:休)?假|带薪(?:休假|寒暑假)' },
  { code: 'legal_holidays', zh: '法定节假日', en: 'Public holidays', words: '(?:国家)?法定(?:节)?假日?|国定假' },
  { code: 'two_days_off', zh: '双休', en: 'Two days off a week', words: '(?<!单)双休|[周週]休[二2]日|做五休二|周末休息|五天工作制' },
  {
    code: 'shuttle',
    zh: '班车',
    en: 'Shuttle bus',
    words: '(?:免费|上下班|通勤|厂|员工){0,3}(?:班车|厂车|通勤车|接送车?|接驳车?)(?:接送)?',
  },
  {
    code: 'health_check',
    zh: '体检',
    en: 'Health check',
    words: '(?:年度|免费|定期|每年|员工|健康){0,3}体检(?!合格|标准|要求|不合格|费|证)',
  },
  {
    code: 'travel',
    zh: '旅游',
    en: 'Staff trips',
    words: '(?:集体|员工|公司|年度|带薪|不定期|出国|国内外|免费){0,3}(?:旅游|旅行|出游)(?!公司|专业|管理)',
  },
  { code: 'team_events', zh: '团建', en: 'Team events', words: '团建|聚餐|(?:员工|文体|团队|集体)活动' },
  {
    code: 'training',
    zh: '培训',
    en: 'Training',
    words: '(?:免费|带薪|不定期|定期|在职|岗前|入职|技能|专业|系统|完善的?){1,3}(?:的)?(?:岗位|技能|职业){0,3}培训',
  },
  { code: 'equal_pay', zh: '同工同酬', en: 'Equal pay for equal work', words: '同工同酬' },
  { code: 'medical_aid', zh: '大病救助', en: 'Help with serious illness', words: '大病(?:救助|补助|互助)(?:金)?' },
  { code: 'work_clothes', zh: '工作服', en: 'Work clothes', words: '工作服|工装(?!裤厂)|劳保用品|劳保服' },
] as const satisfies readonly BenefitRow[]
