/** What the importer says of rows, beyond what their own words are refused for (`import-row`). */

export const kindQuestion = {
  pointer: '/employerKind',
  code: 'missing_employer_kind',
  zh: '请填写单位性质（民营、国企、机关、事业单位等）。',
  en: 'Say what kind of employer it is: private, state enterprise, public body …',
}

export const unknownEmployer = {
  pointer: '/employerId',
  code: 'employer_not_found',
  zh: '没有这个用人单位，请先登记。',
  en: 'There is no such employer; register it first.',
}

export const takenNumber = {
  pointer: '/externalId',
  code: 'key_taken',
  zh: '这个岗位编号已被另一家单位使用，请换一个。',
  en: 'Another employer uses this number; choose another.',
}

export const struckThrough = {
  pointer: '/title',
  code: 'struck_through',
  zh: '岗位名称已划掉，这一行没有读取；若仍在招聘，请去掉删除线后再上传。',
  en: 'The title is struck through and the row was not read; if it is still open, remove the line and send it again.',
}
