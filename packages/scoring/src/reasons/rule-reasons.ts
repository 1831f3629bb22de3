import type { RuleCode } from '../rules/rule.ts'
import { type ReasonEntry, said } from './wording.ts'

/** Why a match is excluded. What concerns the person is for the register only. */
export const ruleReasons = {
  posting_not_open: said('all', { zh: '岗位已关闭', en: 'The posting is closed.', easy: '这个岗位已经不招人了。' }),
  posting_not_yet_open: said('all', {
    zh: '岗位尚未开始报名',
    en: 'The posting is not open for applications yet.',
    easy: '还没到报名的时候。请等一等。',
  }),
  posting_window_over: said('all', {
    zh: '岗位报名已截止',
    en: 'The application window of the posting is over.',
    easy: '报名时间已经过了。',
  }),
  no_vacancy_left: said('all', { zh: '岗位已招满', en: 'No vacancy is left.', easy: '这个岗位已经招满了。' }),
  jobseeker_inactive: said('register', {
    zh: '本人目前不在求职',
    en: 'The person is not looking for work now.',
    easy: '现在没有在找工作。',
  }),
  no_matching_consent: said('register', {
    zh: '本人未同意参与匹配',
    en: 'The person has not consented to matching.',
    easy: '还没有同意我们帮忙找工作。',
  }),
  below_working_age: said('register', {
    zh: '未满法定就业年龄',
    en: 'The person is below the legal working age.',
    easy: '年龄还小，法律还不让工作。',
  }),
  above_working_age: said('register', {
    zh: '已达法定退休年龄',
    en: 'The person has reached the statutory retirement age.',
    easy: '已经到了退休的年龄。',
  }),
  outside_posting_age: said('register', {
    zh: '不在岗位要求的年龄范围内',
    en: 'The person is outside the age range of the posting.',
    easy: '这个岗位要的年龄不一样。',
  }),
  education_below_minimum: said('register', {
    zh: '未达到岗位最低学历要求',
    en: 'The person’s education is below the minimum of the posting.',
    easy: '这个岗位要求的学历高一些。',
  }),
  licence_missing: said('register', {
    zh: '缺少岗位要求的证书或资格',
    en: 'The person lacks a licence the posting requires.',
    easy: '这个岗位要有一个证书。现在还没有。',
  }),
  employment_form_mismatch: said('register', {
    zh: '用工形式不在本人接受范围内',
    en: 'The person does not accept this form of employment.',
    easy: '这种工作形式不是想要的。',
  }),
  work_mode_mismatch: said('register', {
    zh: '工作方式不在本人接受范围内',
    en: 'The person does not accept this mode of work.',
    easy: '这种工作方式不是想要的。',
  }),
  region_outside_limits: said('register', {
    zh: '工作地点超出本人可接受范围',
    en: 'The place of work is beyond the person’s limits.',
    easy: '上班的地方太远了。',
  }),
  commute_beyond_limit: said('register', {
    zh: '单程通勤超出本人可接受的距离或时间',
    en: 'The way to work is farther or longer than the person would take.',
    easy: '上班的路太长了。',
  }),
  pay_below_floor: said('register', {
    zh: '薪酬低于本人最低期望',
    en: 'The pay is below what the person asks for.',
    easy: '工资比想要的少。',
  }),
  essential_demand_unmet: said('register', {
    zh: '岗位的一项关键要求，目前没有便利措施可以支持',
    en: 'No known accommodation could lift an essential demand of the work.',
    easy: '有一件重要的事，现在还没有办法帮上忙。',
  }),
  must_skill_missing: said('register', {
    zh: '缺少岗位必备技能',
    en: 'The person lacks a skill the posting must have.',
    easy: '这个岗位要会一项技能。可以先学。',
  }),
} as const satisfies Record<string, ReasonEntry>

/** The law behind a rule, where it is law. */
export const lawByRule: Partial<Record<RuleCode, string>> = {
  no_matching_consent: '《中华人民共和国个人信息保护法》第十三条、第二十九条',
  below_working_age: '《中华人民共和国劳动法》第十五条',
  above_working_age: '《全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定》(2024年9月13日)',
}
