/** Said to an enterprise whose key meets the posting of another employer of its tenant. */
export const takenKey = {
  detail: 'This source and externalId belong to another employer; choose a source name of your own.',
  detailZh: '该 source 与 externalId 已被其他单位使用，请换一个 source 名称。',
}
