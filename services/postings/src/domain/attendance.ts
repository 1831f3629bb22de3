import type { NewAttendance } from '@zhihe/contracts/attendance'
import { chinaDay } from './china-day.ts'

export interface Attendance {
  id: string
  tenantId: string
  fairId: string
  employerId: string
  /** Day in China, YYYY-MM-DD. */
  attendedOn: string
  form: NewAttendance['form']
  booth: string | null
  note: string | null
  /** Recorded by mistake. */
  withdrawn: boolean
  version: number
  createdAt: Date
  updatedAt: Date
}

export type AttendanceRefusal = 'outside_fair' | 'attended_in_future'

/** Why nobody can have attended the fair on this day; null when one can. Days are ISO days, so they sort as text. */
export function refuseAttendance(attendedOn: string, fair: { opensAt: Date; closesAt: Date }, now: Date): AttendanceRefusal | null {
  if (attendedOn < chinaDay(fair.opensAt) || attendedOn > chinaDay(fair.closesAt)) return 'outside_fair'
  return attendedOn > chinaDay(now) ? 'attended_in_future' : null
}

/** The attendance as it is recorded now; null when that changes nothing. */
export function correctAttendance(attendance: Attendance, given: NewAttendance, now: Date): Attendance | null {
  const { form, booth = null, note = null, withdrawn } = given
  const { form: oldForm, booth: oldBooth, note: oldNote, withdrawn: wasWithdrawn } = attendance
  if (form === oldForm && booth === oldBooth && note === oldNote && withdrawn === wasWithdrawn) return null
  return { ...attendance, form, booth, note, withdrawn, version: attendance.version + 1, updatedAt: now }
}
