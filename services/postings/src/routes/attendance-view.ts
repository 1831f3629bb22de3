import type { Attendance as AttendanceView } from '@zhihe/contracts/attendance'
import type { ListedAttendance } from '../store/attendance-store.ts'

export function toAttendanceView({ attendance, history, ...beside }: ListedAttendance): AttendanceView {
  const { id, fairId, employerId, attendedOn, form, booth, note, version } = attendance
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
    postings: postings ?? 0,
    vacancies: vacancies ?? 0,
    version,
    history: history.map(({ attendanceId: _, at, ...said }) => ({ ...said, at: at.toISOString() })),
  }
}
