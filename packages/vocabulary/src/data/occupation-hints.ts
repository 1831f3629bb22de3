/** Words of a title that say a place in a team or a stage of training; the occupation stands before them: 美容学徒, 厨房员工, 会计助理. */
export const statusWords =
  '摊主 实习员 员工 职工 学徒 学员 实习生 见习生 助理 助手 兼职 临时工 工人 人员 师傅 女工 男工 新手 熟手 熟练工 普工 技工 操作工 操作员 技术工人 岗位 岗 职位 工作人员 储备 培训生 骨干 能手 达人 一线员工 操作工人'.split(
    ' ',
  )

/** Alone these tell no occupation: the texts are asked first. */
export const vagueTitles =
  '员工 职工 学徒 学员 实习生 助理 兼职 兼职人员 学徒工 管理人员 负责人 经理 主管 技术人员 专业技术人员 人员 临时人员 门市 业务'.split(' ')

/** What a title says beside the occupation; it takes nothing from the confidence. */
export const titleNoise =
  '诚聘 急聘 急招 招聘 诚招 高薪 高薪聘请 直招 直聘 招收 招募 聘请 聘用 现招 大量 长期 若干名 若干 数名 多名 各名 名 位 人 等 男女不限 不限 男女 长白班 白班 夜班 双休 单休 包吃住 包吃包住 包食宿 五险一金 五险 月薪 日结 底薪 高提成 提成 无责 可兼职 全职 兼职 居家 在家 线上 残疾人 残障 听障 视障 聋人 盲人 聋哑人 肢体 优先 岗位 岗 职位 工作人员 人员 初级 中级 高级 资深 储备 实习 应届生 应届 女 男 新手 学徒 助理 熟练 有经验 坐班 站班 常白班 日班 急 招 聘 正式工 正式 合同工 派遣 劳务派遣 劳务 外包 经验不限'.split(
    ' ',
  )

/** A word before one of these names the employer, not the post: 家政公司招会计. */
export const employerTails = /^(?:服务)?(?:有限|股份|责任)*(?:公司|集团|企业|中介|事务所|协会|学校|学院|培训学校|医院|银行网点|市场)/

interface Hint {
  /** The occupation the title names in general words. */
  readonly of: string
  /** A regular expression over the folded texts of the posting. */
  readonly words: string
  /** What the work then is. */
  readonly is: string
}

/** A title in general words and texts that say which kind: 维修工 who does 水电维修. The first that fits counts. */
export const occupationHints = [
  { of: '4-07-02-03', words: '淘宝|天猫|京东客服|旺旺|千牛|拼多多|网店|在线客服|网络客服|在线打字|文字客服', is: '4-04-05-X01' },
  { of: '4-07-02-03', words: '话务|外呼|呼入|呼出|呼叫中心|接听热线|热线接听|电话客服|坐席|座席', is: '4-04-05-03' },
  { of: '6-31-01-10', words: '水电|电工证|低压电工|高压电工|强弱电', is: '6-31-01-03' },
  { of: '6-31-01-10', words: '汽车维修|汽修|修车', is: '4-12-01-01' },
  { of: '6-31-01-10', words: '空调维修|家电维修', is: '4-12-03-01' },
  { of: '4-01-02-01', words: '房产|房地产|楼盘|二手房|案场|售楼', is: '4-06-02-01' },
  { of: '4-01-02-01', words: '保险产品|车险|寿险|保险公司', is: '4-05-03-01' },
  { of: '4-03-02-05', words: '客房|打扫房间|做房|铺床', is: '4-03-01-02' },
  { of: '4-02-02-02', words: '公交|客运|班车|网约车|出租车|接送(?:领导|客户|员工)', is: '4-02-02-01' },
  { of: '2-08-X-03', words: '幼儿园|幼师证|幼儿教育|早教', is: '2-08-X-04' },
  { of: '2-08-X-03', words: '特殊教育|特教|培智', is: '2-08-X-01' },
  { of: '6-31-03-05', words: '通话录音|录音质检|外呼录音|客服质检', is: '4-07-02-X01' },
] as const satisfies readonly Hint[]

/** What somebody is whose title only names a skill (香囊缝制, 钢材切割), by the family of the skill. */
export const occupationByFamily: Readonly<Partial<Record<string, string>>> = {
  handicraft: '6-09-03-X01',
  textile: '6-05-01-03',
  assembly: '6-20-X-01',
  machining: '6-18-01-07',
  maintenance: '6-31-01-10',
  cooking: '4-03-02-X01',
  food_service: '4-03-02-05',
  cleaning: '4-09-08-01',
  security: '4-07-05-01',
  agriculture: '5-01-02-01',
  gardening: '4-09-10-01',
  retail: '4-01-02-03',
  sales: '4-01-02-01',
  design: '4-08-08-06',
  programming: '4-04-05-01',
  quality: '6-31-03-05',
  administration: '3-01-02-X01',
  public_service: '3-01-01-02',
  customer_service: '4-07-02-03',
  finance: '2-06-03-00',
  typing: '3-01-02-05',
  data_and_ai: '4-04-05-05',
}
