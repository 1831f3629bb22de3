import type { PersonField } from './people-columns.ts'

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean)

/** How federations head these columns; compared without spaces, stars, colons and width. */
export const peopleHeadings: Readonly<Record<PersonField, readonly string[]>> = {
  name: words('姓名 残疾人姓名 本人姓名 申请人姓名 人员姓名 学生姓名 求职者姓名 名字 name'),
  idNumber: words(
    '身份证号 身份证号码 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 居民身份证号码 身份证件号码 身份证 身份号码 证件号码 证件号 本人身份证号',
  ),
  certificateNumber: words(
    '残疾人证号 残疾证号 残疾人证号码 残疾证号码 残疾人证编号 残疾证编号 残疾人证 残疾证 持证号 第二代残疾人证号 二代残疾人证号 第三代残疾人证号',
  ),
  phone: words('联系电话 联系方式 手机 手机号 手机号码 电话 电话号码 本人电话 本人联系电话 本人手机 联系手机 手机电话 移动电话'),
  hukou: words('户籍地 户籍地址 户口所在地 户籍所在地 户籍 户口地址 户籍区县 户籍住址 户籍地行政区划'),
  residence: words(
    '现住址 现居住地 居住地 居住地址 家庭住址 家庭地址 住址 常住地 常住地址 所在区县 区县 所在地区 所属区县 县区 县(市区) 县(市、区) 现居地 现居住地址 所在地 地址 省 市 省份 地市 所在市 街道 乡镇 乡镇街道 街道(乡镇) 镇街 社区 村社区 村(社区)',
  ),
  disabilityType: words('残疾类别 残疾类型 残疾种类 残疾类别及等级 残疾类别等级 残疾类型及等级 残疾情况 类别 残别'),
  disabilityGrade: words('残疾等级 残疾级别 等级 级别 残疾程度'),
  sex: words('性别'),
  birth: words('出生日期 出生年月 出生年月日 出生时间 生日'),
  education: words('学历 文化程度 最高学历 受教育程度 教育程度 文化水平'),
  graduatedOn: words('毕业时间 毕业日期 毕业年月 毕业年份 毕业年度'),
  desired: words('就业意向 意向岗位 求职意向 意向职业 期望岗位 期望职位 意向工种 求职岗位 就业意愿 就业意向岗位 期望工种 择业意向'),
  skills: words('技能 特长 技能特长 技能及特长 专业技能 职业技能 掌握技能 个人特长 就业技能 技能/特长'),
  licences: words('职业资格证书 职业资格 技能证书 持有证书 资格证书 证书 驾驶证 驾照 职业技能证书'),
  pay: words('期望薪资 期望月薪 薪资要求 期望工资 工资要求 期望薪酬 薪资期望 期望收入 意向薪资 期望待遇'),
  willing: words(
    '是否愿意外出 愿意外出 外出意愿 是否愿意外出务工 是否愿意外出就业 外出务工意愿 是否外出 意向地区 意向区域 期望工作地 就业区域',
  ),
  workMode: words('工作方式 意向工作方式 期望工作方式'),
  employmentForm: words('就业形式 意向就业形式 用工形式 期望就业形式 就业方式'),
  guardianName: words('监护人 监护人姓名 法定监护人 监护人(联系人) 家长姓名 法定代理人 代理人姓名'),
  guardianPhone: words('监护人电话 监护人联系电话 监护人联系方式 监护人手机 监护人手机号 监护人手机号码 家长电话 法定代理人电话'),
  guardianRelation: words('与监护人关系 监护人关系 监护关系 监护人与残疾人关系 监护人与本人关系'),
  subsistence: words('低保 是否低保 低保户 是否低保户 最低生活保障 享受低保 是否享受低保 低保情况 低保对象'),
  difficulty: words('就业困难 就业困难人员 是否就业困难 是否就业困难人员 就业困难对象'),
  zeroEmployment: words('零就业家庭 是否零就业家庭 零就业'),
  freshGraduate: words('应届毕业生 应届 是否应届 是否应届毕业生 应届高校毕业生 是否应届高校毕业生'),
  rural: words('户口性质 户籍性质 户籍类型 户口类别 户籍类别 农业户口 是否农村户口 城乡 是否农村'),
  unemployed: words('登记失业 失业登记 是否登记失业 是否失业登记 登记失业人员'),
  category: words('人员类别 人员类型 困难类别 困难类型 身份类别 就业困难类别 人员身份'),
  consent: words('同意匹配 是否同意匹配 授权 是否授权 信息授权 个人信息授权 授权匹配 知情同意 是否同意 同意 本人授权 本人同意'),
  consentAt: words('同意日期 授权日期 同意时间 授权时间 签署日期 签字日期 签署时间'),
  consentText: words('同意书版本 授权书版本 授权版本 同意版本 文本版本'),
  school: words('毕业院校 毕业学校 学校 院校 就读学校'),
  poverty: words('建档立卡 是否建档立卡 脱贫户 是否脱贫户 监测户 脱贫人口 监测对象'),
  age: words('年龄 周岁'),
  rowNumber: words('序号 编号 no'),
  note: words('备注 说明 其他 其它 备注说明 情况说明 其他情况'),
}
