import type { RowField } from '../row-field.ts'

/**
 * How organisers head their columns: NFKC, without white space, brackets as (). The first of a field is the one we print.
 * Sources: headings of national and provincial civil-service lists, of public institutions and of fairs (domain/standards.md §7); the others are ours.
 */
export const headingWords: Readonly<Record<RowField, readonly string[]>> = {
  title:
    words(`岗位名称 职位名称 招聘岗位 岗位 职位 招考职位 招聘职位 招聘岗位名称 招聘职位名称 招聘工种 工种 工作岗位 岗位(工种) 岗位(职位) 岗位/职位 职位(岗位)
    需求岗位 用工岗位 招工岗位 提供岗位 拟招岗位 拟招聘岗位 就业岗位 岗位名 职务 招聘职务 岗位信息 title jobtitle job position`),
  category: words('职业名称 职业类别 职业(工种) 职业分类 职业 工种名称 岗位类型 职位类别 岗位性质 职业工种 occupation'),
  externalId: words(
    '岗位编号 岗位代码 职位代码 职位编号 序号代码 岗位编码 职位编码 编号 岗位id 职位id 代码 externalid id jobid identifier',
  ),
  employerName:
    words(`单位名称 用人单位 企业名称 公司名称 招聘单位 单位 名称 单位全称 用人单位名称 招聘单位名称 用工单位 用工单位名称 企业全称 公司 企业 招聘企业 招聘公司
    参会单位 参会企业 参展单位 参展企业 机构名称 单位(企业)名称 企业(单位)名称 雇主 用人部门 用人司局 部门名称 招录机关 招考单位 employer company hiringorganization`),
  employerUscc:
    words(`统一社会信用代码 信用代码 社会信用代码 统一信用代码 组织机构代码 税号 纳税人识别号 信用代码证号 营业执照号 营业执照注册号 单位代码 机构代码 uscc
    统一社会信用代码(18位) 统一社会信用代码证号`),
  employerKind: words(
    '单位性质 企业性质 机构性质 经济类型 经费来源 单位类型 企业类型 单位类别 公司性质 用人单位性质 机构类型 employerkind',
  ),
  employerRegion: words('单位所在地 企业所在地 单位所在区 所属地区 单位地区 注册地 所属区县 单位所在区县'),
  employerAddress: words('单位地址 企业地址 公司地址 注册地址 通讯地址 单位详细地址 办公地址'),
  employerSize: words('单位规模 职工总数 在职人数 企业规模 员工人数 职工人数 公司规模 编制数 核定编制数 在职职工数'),
  industry: words('所属行业 行业 行业类别 行业类型 行业分类 单位行业'),
  headcount:
    words(`招聘人数 招考人数 需求人数 人数 招用人数 计划数 招录人数 招聘数量 招聘名额 名额 需求数 需求量 数量 用工人数 岗位数 岗位数量 招工人数 拟招人数 拟招聘人数
    计划招聘人数 招聘计划 招聘计划数 招聘人数(人) 人数(人) 需求人数(人) 用工数 缺工人数 招录计划 totaljobopenings headcount`),
  pay: words(`薪资待遇 薪酬 月薪 工资 工资待遇 薪资范围 待遇 薪酬待遇 薪资 薪水 月工资 月收入 工资标准 薪酬标准 薪资标准 工资范围 薪酬范围 月薪范围 基本工资 薪金 薪资水平 工资水平
    薪酬水平 月薪(元) 工资(元) 薪资(元) 薪酬(元) 月薪(元/月) 薪资(元/月) 工资(元/月) 薪资待遇(元/月) 工资待遇(元/月) 工资报酬 劳动报酬 收入 税前月薪 岗位工资 月薪待遇 工资及待遇
    工资福利 年薪 日薪 时薪 综合薪资 综合工资 salary pay basesalary`),
  payMin: words('薪资下限 最低薪资 薪资min 最低工资 月薪下限 工资下限 最低月薪 薪酬下限 起薪'),
  payMax: words('薪资上限 最高薪资 薪资max 最高工资 月薪上限 工资上限 最高月薪 薪酬上限'),
  age: words('年龄要求 年龄 年龄上限 年龄范围 年龄限制 年龄段 年龄条件 年龄(岁) 年龄(周岁) age'),
  sex: words('性别要求 性别 性别限制 男女 sex gender'),
  education: words(
    `学历要求 学历 最低学历 文化程度 学历(学位) 学历学位 文化程度要求 学历层次 学历条件 学历及以上 教育程度 文化要求 文凭 学历要求(及以上) 学历或文化程度 educationrequirements education`,
  ),
  degree: words('学位要求 学位'),
  major: words('专业要求 专业 所学专业 专业条件 专业名称 专业(学科)'),
  experience: words(
    '工作经验 经验要求 工作年限 基层工作最低年限 经验 工作经历 工作经验要求 年限要求 工作年限要求 experiencerequirements experience',
  ),
  disability:
    words(`残疾类别及等级 残疾类别 残疾类型 残疾类别要求 适合残疾类别 可接收残疾类别 残疾等级 残疾类别等级 是否招聘残疾人 残疾类别和等级 残疾类别与等级 适合残疾类型 适宜残疾类别
    残疾要求 残疾情况 残疾程度 残疾类别(等级) 接收残疾类别 可招残疾类别 适合残疾人类别 适合人群 招聘对象 残疾类型及等级 残疾种类 残疾类别、等级 对残疾类别的要求 身体条件 残疾人类别 面向残疾类别`),
  region: words(
    '所在区县 地市 区县 地区名称 工作地区 工作区域 所在地区 地区 区域 所在地 市 县区 县(市、区) 区(县) 工作城市 城市 工作区县 招聘地区 省市 region',
  ),
  address: words(
    '工作地点 工作地址 上班地点 职位分布 落户地点 上班地址 工作场所 工作单位地址 用工地点 岗位地点 地点 地址 详细地址 工作地 joblocation location address',
  ),
  hours: words(
    `工作时间 上班时间 班次 工时 作息时间 工作班次 工作制 工时制度 上下班时间 工作时长 每日工时 休息时间 班制 工作时间及班次 作息 休息制度 workhours hours`,
  ),
  duties:
    words(`岗位职责 岗位描述 职位简介 工作内容 职位描述 岗位说明 工作职责 主要职责 岗位内容 职责描述 工作任务 主要工作内容 岗位工作内容 职责 岗位简介 工作描述 岗位职责描述
    description responsibilities`),
  requirements:
    words(`任职要求 其他要求 其他条件 岗位要求 其它 任职资格 任职条件 招聘条件 招聘要求 岗位条件 条件要求 要求 应聘条件 应聘要求 职位要求 用工要求 其他 其它要求 其它条件
    其他资格条件 资格条件 报考条件 岗位任职要求 录用条件 具体要求 用人要求 招聘岗位要求 qualifications requirements`),
  skills: words('技能要求 技能 专业技能 技能条件 技能特长 能力要求 职业技能 skills'),
  licences: words('证书要求 资格证书 职业资格 职业资格证书 证书 执业资格 技能证书 持证要求 资格证 职(执)业资格 专业技术资格 职称 职称要求'),
  hukou: words('户籍要求 户籍 户口 生源地 户籍限制 生源要求 户口要求 户籍所在地'),
  benefits:
    words(`福利待遇 福利 五险一金 社保 食宿 购买社保 其他福利 是否包食宿 社会保险 是否缴纳社保 保险 食宿情况 福利保障 保险福利 员工福利 是否提供食宿 食宿待遇 社保情况
    jobbenefits benefits`),
  accommodations: words(
    `合理便利 无障碍条件 无障碍设施 是否可远程 辅助条件 无障碍环境 便利条件 提供便利 支持措施 合理便利措施 无障碍支持 辅助器具 便利措施 无障碍情况 可提供的便利 accommodations`,
  ),
  employmentForm: words(
    `用工形式 工作类型 用工性质 用工类型 工作性质 就业形式 就业类型 聘用形式 聘用方式 用工方式 全职/兼职 全职兼职 合同类型 employmenttype employmentform`,
  ),
  workMode: words('工作方式 办公方式 工作模式 是否居家 是否居家办公 远程 joblocationtype workmode'),
  channel: words('招聘方式 岗位类别 招聘类型 招聘类别 招录方式 职位属性 岗位属性 channel'),
  opensAt: words('开始日期 发布日期 开始时间 发布时间 报名开始时间 起始日期 dateposted opensat'),
  closesAt: words(
    '截止日期 有效期 报名截止 截止时间 报名截止时间 有效期至 有效日期 招聘截止日期 报名截止日期 招聘有效期 结束日期 validthrough closesat',
  ),
  contactName: words('联系人 经办人 招聘联系人 负责人 联系人姓名 人事联系人'),
  contactPhone: words(
    '联系电话 电话 咨询电话 手机 联系方式 手机号 联系人电话 报名电话 手机号码 招聘电话 电话号码 邮箱 电子邮箱 联系邮箱 微信 微信号 qq email',
  ),
  rowNumber: words('序号 号 no 行号 no.'),
  note: words('备注 说明 备注说明 附注 note remarks'),
  booth: words('展位号 摊位 摊位号 展位 展台号 展台 booth'),
  other: words('其他内容'),
}

/** Headings of the two columns that we write beside hers: in a workbook that comes back to us they are not hers. */
export const ourHeadings: readonly string[] = ['职合状态', '职合说明']

/** What heads columns about a person; nothing of them is kept with a posting. */
export const personHeadings = /姓名|身份证|证件号|残疾人?证号|银行卡/

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean)
}
