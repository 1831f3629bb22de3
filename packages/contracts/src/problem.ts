import { z } from 'zod'

/** Every problem a caller can meet: stable code, one plain sentence in Chinese and English. Status numbers live in packages/http. */
export const problems = {
  invalid_request: {
    zh: '请求内容有误，请按 errors 逐项修改后重试。',
    en: 'The request is not valid; correct each item in errors and send it again.',
  },
  malformed_json: { zh: '请求正文不是合法的 JSON。', en: 'The body is not valid JSON.' },
  unsupported_media_type: {
    zh: '不接受这种正文类型。请用 application/json，文件请用 detailZh 所列的类型。',
    en: 'This type of body is not taken. Send application/json, or a file as one of the types in detail.',
  },
  payload_too_large: { zh: '请求正文太大，请分批发送。', en: 'The body is too large; send it in parts.' },
  unauthenticated: {
    zh: '缺少有效的密钥。请在 Authorization 中以 Bearer 方式给出。',
    en: 'A valid key is missing. Send it as Authorization: Bearer.',
  },
  forbidden: { zh: '此密钥没有这项权限。', en: 'This key does not have the scope for this.' },
  not_found: { zh: '没有这个资源，或者您不能查看它。', en: 'There is no such thing here, or you may not see it.' },
  method_not_allowed: { zh: '此地址不支持这种方法。', en: 'This address does not take that method.' },
  employer_not_found: { zh: '没有这个用人单位，请先登记。', en: 'There is no such employer; register it first.' },
  employer_exists: {
    zh: '该统一社会信用代码已登记，请用 PUT 更新。',
    en: 'This unified social credit code is registered already; update it with PUT.',
  },
  fair_not_found: { zh: '没有这场招聘会，请先创建。', en: 'There is no such fair; create it first.' },
  posting_exists: {
    zh: '同一来源下已有这个外部编号，请用 PUT 更新。',
    en: 'This external id exists for this source; update it with PUT by-source.',
  },
  posting_not_open: { zh: '该岗位没有在招，不能确认。', en: 'The posting is not open, so it cannot be confirmed.' },
  posting_not_merged: { zh: '该岗位没有被合并。', en: 'The posting is not merged.' },
  finding_settled: {
    zh: '这条提示已经处理过，或岗位已不再这样写。',
    en: 'This finding has been settled, or the posting does not say it any more.',
  },
  finding_without_rewrite: {
    zh: '这条提示没有现成的改法，请自行修改岗位，或说明理由后忽略。',
    en: 'There is no rewrite for this finding; change the posting yourself, or dismiss it with a reason.',
  },
  finding_not_dismissible: {
    zh: '依法不得发布的内容，只有主办方可以在说明理由后放行。',
    en: 'What the law forbids can be let through by the organiser alone, with a reason.',
  },
  feed_closes_many: {
    zh: '这将关闭该来源三成以上的岗位。确认无误后，请在 confirmClosing 中写明将关闭的数量。',
    en: 'This would close over 30 % of the source. If that is right, say in confirmClosing how many will close.',
  },
  import_running: { zh: '导入还在进行，请等它结束。', en: 'The import is still running; wait until it has ended.' },
  import_without_workbook: {
    zh: '这次导入的不是表格文件，没有可退回的表格；请看 items。',
    en: 'What was imported is no workbook, so there is none to give back; read items instead.',
  },
  posting_not_closable: { zh: '该岗位已经关闭。', en: 'The posting is closed already.' },
  consent_text_exists: {
    zh: '这个用途已有同名的文本，内容不同或已被取代。请换一个 version。',
    en: 'This version names another text of the purpose, or one that was replaced; choose a new version.',
  },
  jobseeker_exists: { zh: '此人已经登记。', en: 'This person is registered already.' },
  key_not_active: {
    zh: '该密钥已撤销或已过期，不能轮换，请另建一个。',
    en: 'The key is revoked or over and cannot be rotated; make another.',
  },
  endpoint_limit_reached: { zh: '接收地址已达上限，请先删除不用的。', en: 'The limit of endpoints is reached; delete one first.' },
  endpoint_url_refused: {
    zh: '该地址不能作为接收地址，请使用公网 https 地址。',
    en: 'This address cannot be an endpoint; use a public https address.',
  },
  endpoint_not_active: {
    zh: '该接收地址已停用或已删除，消息不会发出。请先用 PATCH 将 status 设为 active。',
    en: 'The endpoint is disabled or deleted, so nothing is sent. Set its status to active by PATCH first.',
  },
  secret_limit_reached: {
    zh: '已有两个旧密钥仍在签名。请等其中一个到期，或以 overlapSeconds: 0 轮换，使旧密钥立即失效。',
    en: 'Two old secrets sign still. Wait until one of them expires, or rotate with overlapSeconds 0, which ends them at once.',
  },
  attempt_in_flight: {
    zh: '该消息正在发送，请等这次结果出来后再试。',
    en: 'The message is being sent right now; see what comes of it before asking again.',
  },
  message_not_sendable: {
    zh: '该消息不应再发送：它在等本月名额，或者所说的内容已被撤回。',
    en: 'The message is not to be sent: it waits for room under the cap, or what it says has been withdrawn.',
  },
  idempotency_key_reused: {
    zh: '同一 Idempotency-Key 曾用于不同的请求，请换一个。',
    en: 'This Idempotency-Key was used for a different request; choose another.',
  },
  idempotency_in_progress: {
    zh: '同一 Idempotency-Key 的请求正在处理，请稍后重试。',
    en: 'A request with this Idempotency-Key is in progress; try again shortly.',
  },
  version_conflict: {
    zh: '内容已被他人更新，请重新读取后再改。',
    en: 'It was changed by someone else meanwhile; read it again before changing it.',
  },
  review_open: {
    zh: '这条匹配已有一项复核在进行，请等它有结果后再申请。',
    en: 'A review of this match is open already; wait for its result before asking again.',
  },
  review_settled: {
    zh: '这项复核已有结论。如仍有异议，请重新申请。',
    en: 'This review has been decided; ask for a new one if it is still disputed.',
  },
  match_excluded: {
    zh: '一项硬性规则排除了这条匹配，人工也不能放行。如事实有误，请先更正档案或岗位。',
    en: 'A hard rule excludes this match, and no review can let it pass. If a fact is wrong, correct it in the register or the posting.',
  },
  too_many_requests: {
    zh: '请求过于频繁，请等待 Retry-After 所示的秒数后再试。',
    en: 'Too many requests; wait as many seconds as Retry-After says, then try again.',
  },
  people_limit_reached: {
    zh: '今日可查看的人数已达上限，中国时间次日零时起可继续查看。',
    en: 'You have seen as many people as one enterprise may see in a day; more can be seen from midnight in China.',
  },
  unavailable: { zh: '服务暂时不可用，请稍后重试。', en: 'The service is not available for a moment; try again shortly.' },
  internal: { zh: '服务内部出错，已记录。', en: 'Something went wrong on our side; it has been recorded.' },
} as const satisfies Record<string, { zh: string; en: string }>

export type ProblemCode = keyof typeof problems

export const problemError = z
  .strictObject({
    pointer: z.string().meta({
      description: 'JSON pointer (RFC 6901) to the field: /body field, or #/query/name, #/path/name, #/header/name.',
      examples: ['/pay/minFen'],
    }),
    code: z.string().meta({ description: 'Stable code of what is wrong with the field.', examples: ['unknown_key'] }),
    zh: z.string().meta({ description: 'What is wrong and the remedy, in Chinese.' }),
    en: z.string().meta({ description: 'What is wrong and the remedy, in English.' }),
  })
  .meta({ id: 'ProblemError' })
export type ProblemError = z.infer<typeof problemError>

export const problemBody = z
  .strictObject({
    type: z.string().meta({ description: 'URI reference that names the kind of problem.', examples: ['/problems/invalid_request'] }),
    title: z.string().meta({ description: 'The sentence in English.' }),
    titleZh: z.string().meta({ description: 'The sentence in Chinese.' }),
    status: z.int().meta({ description: 'HTTP status.' }),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]).meta({ description: 'Stable code of the problem.' }),
    detail: z.string().optional().meta({ description: 'More in English, when there is more to say.' }),
    detailZh: z.string().optional().meta({ description: 'More in Chinese, when there is more to say.' }),
    requestId: z.string().meta({ description: 'Quote this when you ask for help.' }),
    errors: z.array(problemError).optional().meta({ description: 'One entry per bad field.' }),
    existingId: z.uuid().optional().meta({ description: 'Id of the thing that is in the way, where the caller may know it.' }),
  })
  .meta({ id: 'Problem', description: 'An error answer (RFC 9457, application/problem+json).' })
export type ProblemBody = z.infer<typeof problemBody>
