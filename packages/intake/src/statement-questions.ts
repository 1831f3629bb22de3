import type { PostingReading } from './read-posting-row.ts'
import type { PostingRow } from './row-field.ts'

export interface DraftQuestion {
  pointer: string
  code: string
  zh: string
  en: string
}

/** 轻度, 军残1-8级, 是: words in the column about disability that say neither a type nor that all are meant. */
export function statementQuestions({ disability: words }: PostingRow, { disability }: PostingReading): DraftQuestion[] {
  if (words === undefined || /^[-—/\\无否×x]+$/i.test(words.trim()) || disability?.value.scope === 'excluded') return []
  if (disability !== null && disability.field === 'disability') {
    const { items, except, veterans } = disability.value
    if (items.length + except.length > 0 || (veterans === null && !/[级度]/.test(words))) return []
  }
  return [unreadStatement(Array.from(words.trim()).slice(0, 20).join(''))]
}

function unreadStatement(words: string): DraftQuestion {
  return {
    pointer: '/employerStatement',
    code: 'unread_statement',
    zh: `看不出“${words}”指哪些残疾类别和等级，请写明，例如“肢体三、四级；听力”，都可以就写“不限”。`,
    en: `“${words}” does not say which types and grades are meant; name them, or say that all are welcome.`,
  }
}
