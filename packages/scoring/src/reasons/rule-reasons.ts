import type { RuleCode } from '../rules/rule.ts'
import { type ReasonEntry, said } from './wording.ts'

/** Why a match is excluded. What concerns the person is for the register only. */
export const ruleReasons = {
  posting_not_open: said('all', '岗位已关闭', 'The posting is closed.'),
  posting_not_yet_open: said('all', '岗位尚未开始报名', 'The posting is not open for applications yet.'),
  posting_window_over: said('all', '岗位报名已截止', 'The application window of the posting is over.'),
  no_vacancy_left: said('all', '岗位已招满', 'No vacancy is left.'),
  jobseeker_inactive: said('register', '本人当前未求职', 'The person is not looking for work now.'),
  no_matching_consent: said('register', '本人未同意参与匹配', 'The person has not consented to matching.'),
  below_working_age: said('register', '未满法定就业年龄', 'The person is below the legal working age.'),
  above_working_age: said('register', '已达法定退休年龄', 'The person has reached the statutory retirement age.'),
  outside_posting_age: said('register', '不在岗位要求的年龄范围内', 'The person is outside the age range of the posting.'),
  education_below_minimum: said('register', '未达到岗位最低学历要求', 'The person’s education is below the minimum of the posting.'),
  licence_missing: said('register', '缺少岗位要求的证书或资格', 'The person lacks a licence the posting requires.'),
  employment_form_mismatch: said('register', '用工形式不在本人接受范围内', 'The person does not accept this form of employment.'),
  work_mode_mismatch: said('register', '工作方式不在本人接受范围内', 'The person does not accept this mode of work.'),
  region_outside_limits: said('register', '工作地点超出本人可接受范围', 'The place of work is beyond the person’s limits.'),
  pay_below_floor: said('register', '薪酬低于本人最低期望', 'The pay is below what the person asks for.'),
  essential_demand_unmet: said(
    'register',
    '岗位核心要求暂无便利措施可以支持',
    'No known accommodation could lift an essential demand of the work.',
  ),
  must_skill_missing: said('register', '缺少岗位必备技能', 'The person lacks a skill the posting must have.'),
} as const satisfies Record<RuleCode, ReasonEntry>

/** The law behind a rule, where it is law. */
export const lawByRule: Partial<Record<RuleCode, string>> = {
  no_matching_consent: '《中华人民共和国个人信息保护法》第十三条、第二十九条',
  below_working_age: '《中华人民共和国劳动法》第十五条',
  above_working_age: '《全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定》(2024年9月13日)',
}
