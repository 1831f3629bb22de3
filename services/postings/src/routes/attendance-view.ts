import type { Attendance as AttendanceView } from '@zhihe/contracts/attendance'
import type { ListedAttendance } from '../store/attendance-store.ts'

export function toAttendanceView({ attendance, history, ...beside }: ListedAttendance): AttendanceView {
  const { id, fairId, employerId, attendedOn, form, booth, note, withdrawn, version } = attendance
  const { fairName, employerName, postings, vacancies } = beside
  return {
    id,
    fairId,
    fairName,
    employerId,
    employerName,
    attendedOn,
    form,
    booth,
    note,
    withdrawn,
    postings: postings ?? 0,
    vacancies: vacancies ?? 0,
    version,
    history: history.map(toVersion),
  }
}

function toVersion(row: ListedAttendance['history'][number]): AttendanceView['history'][number] {
  return {
    version: row.version,
    at: row.at.toISOString(),
    byKeyId: row.byKeyId,
    form: row.form,
    booth: row.booth,
    note: row.note,
    withdrawn: row.withdrawn,
  }
}
