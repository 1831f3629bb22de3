export interface TableSource {
  /** Title or number of the list the codes come from; empty when the table is ours. */
  source: string
  /** What of the table is ours rather than the source's. */
  ours: string
}

/** Where the rows of a table come from; a table whose rows differ (occupations, licences, accommodations) says it in each row instead. */
export const tableSources: Readonly<Record<string, TableSource>> = {
  benefits: { source: '', ours: 'rows, labels and wordings, after those of public postings' },
  channels: { source: '', ours: 'rows and labels, after the ways of hiring the policies name' },
  commuteModes: { source: '', ours: 'rows, labels and paces' },
  disabilityGrades: { source: 'GB/T 26341-2010', ours: 'English labels' },
  disabilityTypes: { source: 'GB/T 26341-2010', ours: 'codes in letters, English labels' },
  educationLevels: { source: 'GB/T 4658-2006', ours: 'rank and English labels' },
  employerKinds: { source: '', ours: 'rows and labels; read from GB 32100 where the code tells it' },
  employmentForms: { source: '', ours: 'rows and labels' },
  icfItems: { source: 'ICF (WHO, 2001), codes only', ours: 'titles and job wording' },
  regions: { source: 'GB/T 2260, from @vant/area-data 2.1.0 (MIT)', ours: 'English names of provinces' },
  skills: { source: '', ours: 'rows, labels, aliases, families, parents and near equals, after the wording of public postings' },
  workModes: { source: '', ours: 'rows and labels' },
}
