import { type ConsistencyCode, consistencyCodes } from '@zhihe/contracts/admin'

/** What may not agree, in words, and whether it can be mended from what is left. */
export interface CodeText {
  zh: string
  en: string
  repairable: boolean
}

const can = (zh: string, en: string): CodeText => ({ zh, en, repairable: true })
const cannot = (zh: string, en: string): CodeText => ({ zh, en, repairable: false })

/** Every finding there is. The ids of a finding are those of the thing it names first. */
export const codeTexts = {
  event_unsent: cannot('事件未发出，也无人认领。', 'An event is not published and nobody has claimed it.'),
  event_set_aside: can('事件多次发布失败，被搁置。', 'An event was set aside after too many refusals.'),
  event_unheard: can('事件已发布，但有消费方从未收到。', 'An event was published and a consumer never saw it.'),
  inbox_of_nothing: cannot('收到了不存在的事件。', 'An event was received that no service has announced.'),
  posting_versions_broken: cannot(
    '岗位的版本历史有缺口，或与现状不符。',
    'The history of a posting has a gap, or does not end with what it is.',
  ),
  posting_untold: cannot('岗位状态变化未发布事件。', 'A posting became what it is and no event says so.'),
  posting_event_of_nothing: cannot('事件所说的岗位或版本不存在。', 'An event tells of a posting or version that does not exist.'),
  posting_copy_missing: can('匹配服务没有这个岗位。', 'Matching has no copy of a posting.'),
  posting_copy_differs: can('匹配服务的岗位副本与岗位不一致。', 'The copy of a posting is not what was told of it.'),
  posting_copy_of_nothing: cannot('匹配服务有不存在的岗位。', 'Matching has a copy of a posting that does not exist.'),
  posting_facts_missing: can('岗位副本的这个版本没有留存。', 'The version of a posting’s copy is not kept for receipts.'),
  person_copy_missing: can('匹配服务没有这个人。', 'Matching has no copy of a person.'),
  person_copy_differs: can('匹配服务的人员副本与档案不一致。', 'The copy of a person is not what was told of her.'),
  person_copy_of_nothing: cannot('匹配服务有档案中没有的人。', 'Matching has a copy of somebody who is not in the register.'),
  person_event_of_nothing: cannot('事件所说的人或版本不存在。', 'An event tells of a person or version that does not exist.'),
  person_facts_missing: can('人员副本的这个版本没有留存。', 'The version of a person’s copy is not kept for receipts.'),
  consent_unfounded: can('匹配同意没有依据。', 'Consent to matching stands without a decision that bears it out.'),
  consent_copy_differs: can('副本与匹配同意不一致。', 'The copy of a person is matched without consent, or not matched with it.'),
  erasure_unfollowed: can('已删除的人在别处仍有数据。', 'A person is erased, and another service has not followed.'),
  grant_differs: can('披露授权与其登记不一致。', 'A disclosure is in force and does not stand, or stands and is not in force.'),
  list_missing: can('在招岗位没有推荐名单。', 'An open posting has no list.'),
  entries_without_list: can('名单条目没有所属名单。', 'Entries stand on a list that does not exist.'),
  list_of_nothing: cannot('名单所属的岗位不存在。', 'A list belongs to a posting that does not exist.'),
  list_size_differs: can('名单人数与条目数不符。', 'The size of a list is not the number of its entries.'),
  list_ranks_broken: can('名单的名次不是从一起连续。', 'The ranks of a list are not 1 to n.'),
  list_on_closed_posting: can('已关闭的岗位仍有推荐名单。', 'People stand on the list of a posting that is closed.'),
  list_version_behind: can('名单依据的是旧版岗位。', 'A list was made from another version of its posting.'),
  entry_version_behind: can('名单条目依据的是旧版资料。', 'An entry was made from another version of the posting or the person.'),
  list_with_inactive_person: can('名单上有不可匹配的人。', 'Somebody who may not be matched stands on a list.'),
  match_missing: can('名单条目没有对应的匹配记录。', 'An entry has no match of its pair.'),
  list_seq_behind: can('名单的序号落后于已公布的变化。', 'A change of a list was told with a higher number than the list has.'),
  entry_untold: can('名单条目从未公布。', 'An entry was never told of as coming.'),
  withdrawal_untold: can('离开名单的人从未公布。', 'Somebody was told of as coming, stands on no list, and her leaving was not told.'),
  exposure_differs: can('推荐次数与名单不符。', 'How often a person is recommended is not what the lists say.'),
  exposure_register_differs: can('档案中的推荐次数与匹配服务不符。', 'The register counts other recommendations than matching.'),
  message_missing: can('应有的推送消息不存在。', 'An endpoint was to hear of an event and has no message of it.'),
  message_repeated: cannot('同一件事对同一接收方说了两次。', 'An endpoint has two messages of the same thing.'),
  message_of_nothing: cannot('推送消息没有对应的事件。', 'A message tells of an event that was never received.'),
  attempt_numbers_broken: cannot('投递记录的编号有缺口。', 'The attempts of a message are not numbered 1 to n.'),
  attempts_miscounted: can('消息的投递次数与记录不符。', 'A message counts other attempts than are on record.'),
  delivered_without_success: can('消息标为已送达，但没有成功的投递。', 'A message is delivered and no attempt of it succeeded.'),
  attempt_left_sending: can('投递记录停在发送中，无人在发。', 'An attempt is under way and nobody is making it.'),
  message_overdue: cannot('到期的消息无人发送。', 'A message is due and nobody sends it.'),
  due_stuck: cannot('待重排的标记无人处理。', 'Something is to be ranked again and nobody does it.'),
  import_stuck: cannot('导入停住，无人处理。', 'An import goes on for nobody.'),
  rebuild_miscounted: can('重建批次的计数不符。', 'A batch of a rebuild has ended with other counts than it has postings.'),
  idempotency_unanswered: can('幂等键没有留存答复。', 'An idempotency key was taken and has no answer.'),
} as const satisfies Record<ConsistencyCode, CodeText>

export type Code = ConsistencyCode

/** In the order in which a report says them. */
export const codes: readonly Code[] = consistencyCodes

export function isCode(text: string): text is Code {
  return Object.hasOwn(codeTexts, text)
}
