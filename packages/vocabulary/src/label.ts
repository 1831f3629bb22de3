/** The two texts every code has. `zh` is plain zh-Hans, `en` is English. */
export interface Label {
  zh: string
  en: string
}
