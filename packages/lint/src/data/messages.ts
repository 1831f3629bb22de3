import type { TextRuleId } from '../finding.ts'

interface Message {
  zh: string
  en: string
}

/** `plain`: unrelated to the work or forbidden. `unsure`: the work may need it and the employer is asked. */
export const messages: Readonly<Record<TextRuleId, { plain: Message; unsure: Message }>> = {
  'body.generic_health': {
    plain: {
      zh: '“身体健康”与本岗位职责无关，会排除能胜任的残疾人。请删除，或写明工作本身的要求。',
      en: 'General health has nothing to do with this work and keeps out disabled people who can do it. Delete it or name what the work itself demands.',
    },
    unsure: {
      zh: '“身体健康”说得太宽。工作需要什么，请写成具体动作，例如搬运重量、站立时长。',
      en: 'General health is too wide. Say what the work takes, such as the weight to carry or the hours of standing.',
    },
  },
  'body.appearance': {
    plain: {
      zh: '相貌、身材与岗位职责无关，构成就业歧视。请删除；确有需要可写“着装整洁”。',
      en: 'Looks and build have nothing to do with the work and are discrimination. Delete them; “neat dress” is fine.',
    },
    unsure: {
      zh: '是否必须看外貌？建议改为对服务、表达或着装的要求。',
      en: 'Does the work really depend on looks? Ask for service, speech or dress instead.',
    },
  },
  'body.height_weight': {
    plain: {
      zh: '身高、体重限制与岗位职责无关。请删除；如需取高处物品，请写该动作。',
      en: 'Limits of height or weight have nothing to do with the work. Delete them; if things stand high, say so.',
    },
    unsure: {
      zh: '身高、体重限制有依据吗？有，请写明规定；没有，请改写为工作动作。',
      en: 'Is there a rule behind this height or weight? If so name it; if not, describe the task.',
    },
  },
  'body.no_disability': {
    plain: {
      zh: '以残疾为由拒绝录用违反法律，不能发布。请删除，改写为工作本身的要求。',
      en: 'Refusing people for a disability is unlawful and cannot be published. Delete it and say what the work demands.',
    },
    unsure: {
      zh: '一律排除残疾人须有法定体检标准。请写明标准名称和对应岗位，否则请删除。',
      en: 'Shutting out disabled people needs a statutory medical standard. Name it and the post it holds for, or delete this.',
    },
  },
  'body.sense': {
    plain: {
      zh: '视力、听力、言语要求与岗位职责无关。请删除。',
      en: 'Sight, hearing or speech have nothing to do with this work. Delete the demand.',
    },
    unsure: {
      zh: '哪项工作必须用到这种感官？请写明；能用辅具或文字沟通代替的，请删除。',
      en: 'Which task needs this sense? Name it; where an aid or written words will do, delete the demand.',
    },
  },
  'body.limbs': {
    plain: {
      zh: '“四肢健全”与本岗位职责无关，排除了肢体残疾人。请删除。',
      en: 'Sound limbs have nothing to do with this work and shut out people with physical disabilities. Delete it.',
    },
    unsure: {
      zh: '哪个动作必须靠四肢完成？请改写为动作，例如双手操作、上下楼梯。',
      en: 'Which movement does the work take? Name it, such as using both hands or climbing stairs.',
    },
  },
  'body.infectious_disease': {
    plain: {
      zh: '不得以携带传染病病原（如乙肝）为由拒绝录用，也不得要求检测乙肝。请删除。',
      en: 'Carriers of an infection such as hepatitis B must not be refused, nor tested for it. Delete this.',
    },
    unsure: {
      zh: '“无传染病”说得太宽。法律要求健康证的岗位，请写“持有效健康证明”。',
      en: '“No infectious disease” is too wide. Where the law asks for a health certificate, ask for that.',
    },
  },
  gender: {
    plain: {
      zh: '招聘不得限定性别或性别优先。请删除；如有力气等要求，请写成具体动作。',
      en: 'A posting must not limit or prefer one sex. Delete it; if strength is meant, name the task.',
    },
    unsure: {
      zh: '限定性别须有国家规定或工作场所的理由。请写明，否则删除。',
      en: 'Limiting to one sex needs a state rule or a reason in the place of work. Name it or delete this.',
    },
  },
  age_cap_young: {
    plain: {
      zh: '年龄上限低于35岁且没有理由，会挡住大多数求职者。请放宽或删除。',
      en: 'A cap under 35 without a reason keeps most jobseekers out. Raise or delete it.',
    },
    unsure: {
      zh: '年龄上限有规定吗？有，请写明文件名；没有，请放宽。',
      en: 'Is there a rule behind this age cap? Name it, or raise the cap.',
    },
  },
  disability_grade_limit: {
    plain: {
      zh: '按残疾类别一律排除没有依据。请改为工作本身的要求，由本人和用人单位一起判断。',
      en: 'Shutting out a type of disability has no basis. State what the work demands and judge it with the person.',
    },
    unsure: {
      zh: '为什么限定残疾类别或等级？等级不代表能力，请改写为工作要求，或说明理由。',
      en: 'Why this type or grade? A grade does not tell what a person can do. State what the work demands, or give the reason.',
    },
  },
  soft_exclusion: {
    plain: {
      zh: '这句话会让残疾求职者却步。请删除，并说明可以提供哪些便利。',
      en: 'This wording turns disabled applicants away. Delete it and say what adjustments you offer.',
    },
    unsure: {
      zh: '“不影响工作”由谁判断？请写明工作要做什么，便利安排可以面谈。',
      en: 'Who judges that it does not affect the work? Say what the work is; adjustments can be talked over.',
    },
  },
  nominal_employment: {
    plain: {
      zh: '挂靠残疾人证、不实际上班属于虚假用工，不能发布。',
      en: 'Using a disability certificate without real work is sham employment and cannot be published.',
    },
    unsure: {
      zh: '请说明是否实际安排工作并签订劳动合同。',
      en: 'Say whether real work is given and a labour contract concluded.',
    },
  },
  hukou_limit: {
    plain: {
      zh: '不得违反国家规定限制户籍。请删除，或改为“能在本地稳定工作”。',
      en: 'Limits by household registration are against state rules. Delete it or ask for someone who can work here steadily.',
    },
    unsure: {
      zh: '户籍条件有政策依据吗？公益性岗位等请写明文件，否则请删除。',
      en: 'Is there a policy behind this registration demand? Name it, as for public-welfare posts, or delete it.',
    },
  },
  ethnicity_or_native_place: {
    plain: {
      zh: '不得以民族、籍贯、宗教信仰限制应聘。请删除。',
      en: 'Nationality, native place and religion must not limit who applies. Delete this.',
    },
    unsure: {
      zh: '优先本地人有必要吗？如看重通勤，请写上班地点和时间。',
      en: 'Is it needed to prefer locals? If the way to work matters, state place and hours.',
    },
  },
  marital_or_parental: {
    plain: {
      zh: '不得询问或限制婚姻、生育状况，也不得做妊娠测试。请删除。',
      en: 'Marriage and parenthood must not be asked or limited, nor pregnancy tested. Delete this.',
    },
    unsure: {
      zh: '婚育状况与工作无关，请删除。',
      en: 'Marriage and parenthood have nothing to do with the work. Delete this.',
    },
  },
  fee_or_deposit: {
    plain: {
      zh: '招用人员不得收取押金、服装费、培训费等财物，也不得扣押证件。请删除。',
      en: 'No deposit, clothing or training fee may be taken and no papers kept. Delete this.',
    },
    unsure: {
      zh: '这笔费用由谁收取、有无许可？求职者付费须有合法依据，请写明或删除。',
      en: 'Who takes this fee and with what licence? Name the lawful basis or delete it.',
    },
  },
  illegal_hours: {
    plain: {
      zh: '工时超过法定上限（每日8小时，每月加班不超过36小时，每周至少休一天）。请调整班次。',
      en: 'The hours exceed the law: 8 a day, 36 of overtime a month, one day of rest a week. Change the shifts.',
    },
    unsure: {
      zh: '每月休几天？按现在的写法，工时可能超过法定上限，请写明休息安排。',
      en: 'How many days off a month? As written the hours may exceed the law. State the days of rest.',
    },
  },
}
