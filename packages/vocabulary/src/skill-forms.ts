/** Verbs that stand behind their object in the name of a skill and as well before it in a posting: 电脑维修, 维修电脑, 修电脑. */
const verbs: readonly { readonly behind: string; readonly before: readonly string[]; readonly likewise?: readonly string[] }[] = [
  { behind: '维修', before: ['维修', '修理', '修', '会修', '检修'], likewise: ['修理', '检修'] },
  { behind: '制作', before: ['制作', '会做'] },
  { behind: '操作', before: ['操作', '会操作', '熟练操作', '会开', '会用', '使用', '会使用'], likewise: ['使用'] },
  { behind: '使用', before: ['使用', '会用', '会使用', '熟练使用', '操作'] },
  { behind: '驾驶', before: ['驾驶', '会驾驶', '会开'] },
  { behind: '处理', before: ['处理'] },
  { behind: '整理', before: ['整理'] },
  { behind: '维护', before: ['维护'] },
  { behind: '保养', before: ['保养'] },
  { behind: '安装', before: ['安装'] },
  { behind: '清洗', before: ['清洗'] },
  { behind: '清洁', before: ['清洁', '打扫'] },
  { behind: '检验', before: ['检验', '检查'] },
  { behind: '编辑', before: ['编辑'] },
  { behind: '撰写', before: ['撰写'] },
  { behind: '设计', before: ['设计', '会设计'] },
  { behind: '剪辑', before: ['剪辑', '会剪辑'] },
  { behind: '拍摄', before: ['拍摄'] },
  { behind: '录入', before: ['录入'] },
  { behind: '种植', before: ['种植'] },
  { behind: '养殖', before: ['养殖', '饲养'] },
  { behind: '采摘', before: ['采摘'] },
  { behind: '加工', before: ['加工'] },
  { behind: '照护', before: ['照护', '照顾', '照料', '护理'], likewise: ['照顾', '照料'] },
  { behind: '审核', before: ['审核'] },
  { behind: '标注', before: ['标注'] },
  { behind: '陈列', before: ['陈列'] },
  { behind: '登记', before: ['登记'] },
  { behind: '编织', before: ['编织', '会编织'] },
  { behind: '焊接', before: ['焊接'] },
]
/** Of one character left nothing is told: 加 from 加工. */
const shortestObject = 2

interface Named {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly aliases: readonly string[]
}

/** The rows with the other orders of their names as aliases; a form that is somebody's name already stays with its owner. */
export function withForms<Row extends Named>(rows: readonly Row[]): Row[] {
  const taken = new Set(rows.flatMap(({ zh, en, aliases }) => [zh, en, ...aliases]))
  return rows.map((row) => {
    const forms = [...new Set([row.zh, ...row.aliases].flatMap(formsOf))].filter((form) => !taken.has(form))
    for (const form of forms) taken.add(form)
    return { ...row, aliases: [...row.aliases, ...forms] }
  })
}

function formsOf(name: string): string[] {
  const verb = verbs.find(({ behind }) => name.endsWith(behind))
  const object = verb === undefined ? '' : name.slice(0, -verb.behind.length).trim()
  if (verb === undefined || object.length < shortestObject || !/^[一-龥]+$/.test(object)) return []
  return [...verb.before.map((before) => before + object), ...(verb.likewise ?? []).map((behind) => object + behind)]
}
