import type { ConsentText } from '@zhihe/contracts/consent'

export type HouseText = Pick<ConsentText, 'purpose' | 'version' | 'zh' | 'en'>

const version = 'zhihe-2026-11'

/**
 * Texts that a federation can use as they are: short sentences, said what for, what of, what follows from yes and from no, and how to take it back
 * (PIPL 14-17; 23 for the employer, 29-30 for sensitive data). A text is never changed, only followed by one of another version.
 */
export const houseTexts: readonly HouseText[] = [
  {
    purpose: 'matching',
    version,
    zh: `您是否同意我们用您的资料帮您找合适的工作？
我们会用：学历、技能、工作经历、住在哪个区县、能走多远、想要多少工资、想做什么工作。
我们不会给用人单位看：您的姓名、身份证号、残疾人证号、电话、残疾类别和等级。
怎么用：电脑会把您的条件和岗位要求逐条比较，给出推荐和理由。用人单位只看到一个代号。您可以问我们为什么，也可以要求工作人员重新看一遍。
不同意也可以：您的登记、咨询和其他服务不受影响，只是没有自动推荐；您仍然可以自己看公开的岗位。
随时可以改主意：告诉我们一声就停，和同意一样简单。停之前已经做过的推荐不受影响。
您有权查看、复制、更正、删除自己的资料。请联系为您登记的残联。`,
    en: `Do you agree that we use your data to find work that suits you?
We use: education, skills, experience, the county you live in, how far you can travel, the pay you ask for, the work you want.
Employers are not shown your name, id number, certificate number, phone, or the type and grade of your disability.
How: a computer compares what you offer with what each posting asks, point by point, and gives reasons. Employers see a code name only. You may ask why, and you may ask that a person look again.
You may say no: your registration, advice and other services stay as they are; only the automatic suggestions stop, and you can still read the public postings yourself.
You may change your mind at any time: tell us and it stops, as easily as it began. What was suggested before stays as it was.
You may see, copy, correct and delete your data. Ask the federation that registered you.`,
  },
  {
    purpose: 'sensitive_data',
    version,
    zh: `您是否同意我们在找工作时使用您的功能情况和便利需求？这是敏感个人信息，需要您单独同意。
我们会用：哪些事做起来有困难（例如行走、听、看），以及您需要的便利（例如轮椅通道、文字沟通）。
为什么需要：不知道这些，就可能推荐您做不了或不安全的工作，也没法提前告诉单位要准备什么。
会有什么影响：系统会据此排除不合适的岗位。单位只看到需要提供的便利，看不到您的残疾类别、等级和证件。资料如果泄露，可能让您受到不公平对待，所以我们加密保存，谁看过都有记录。
不同意也可以：我们不用这些资料，推荐可能没那么准，其他服务不变。
随时可以改主意：告诉我们一声就停。`,
    en: `Do you agree that we use what is difficult for you, and what you need, when we look for work? This is sensitive personal information and needs a consent of its own.
We use: which activities are difficult (walking, hearing, seeing …) and the adjustments you need (step-free access, communication in writing …).
Why it is necessary: without it we could suggest work that you cannot do or that is not safe, and could not tell the workplace what to prepare.
What follows: unsuitable postings are left out. An employer sees which adjustments to provide, not the type, the grade or the certificate. If it became known, you could be treated unfairly; so it is encrypted, and everyone who looks is on record.
You may say no: we do not use it; suggestions may fit less well, and everything else stays as it is.
You may change your mind at any time: tell us and it stops.`,
  },
  {
    purpose: 'disclosure',
    version,
    zh: `您是否同意把您的资料提供给这一家用人单位？需要您单独同意，只对这一家有效。
单位的名称和联系方式、提供哪几项资料：工作人员会逐项告诉您，您可以只选其中几项。
做什么用：单位用来联系您、安排面试、办理录用。不得用于别的事。
怎么给：单位凭一个回执号在系统里查看，每次查看都有记录，您可以随时问我们谁看过什么。
如果包含残疾类别、等级、残疾人证号、功能情况或便利需求：这是敏感个人信息。必要性是单位需要据此准备便利或办理按比例就业手续；影响是单位会知道您的残疾情况。
多久：默认九十天，最长一年，到期自动失效。
不同意也可以：不影响我们的服务，也不影响您自己去应聘。
随时可以收回：告诉我们一声，单位马上就看不到了；已经看过的，我们会通知单位。`,
    en: `Do you agree that your data are given to this one employer? It needs a consent of its own and holds for this employer alone.
We tell you the employer's name and contact, and each kind of data; you may choose only some.
What for: to contact you, to interview you, to employ you. For nothing else.
How: the employer reads it by a receipt; every reading is on record, and you can ask us at any time who read what.
If it includes the type or grade of your disability, your certificate number, what is difficult for you or what you need: that is sensitive. It is necessary to prepare the workplace or for the employer's quota papers; what follows is that the employer knows of your disability.
How long: ninety days unless you say otherwise, a year at most; then it ends by itself.
You may say no: our services stay as they are, and you may still apply yourself.
You may take it back at any time: tell us and the employer cannot read it from that moment; of what it has read, it is told.`,
  },
  {
    purpose: 'follow_up',
    version,
    zh: `您是否同意我们在您就业以后继续联系您？
我们会用：您的电话、您在哪里上班、什么时候开始。
做什么用：问问工作是否顺利、需要的便利有没有到位，有困难时帮您和单位沟通。
不同意也可以：不影响您的工作和其他服务，我们就不再主动联系。
随时可以改主意：告诉我们一声就停。`,
    en: `Do you agree that we stay in touch after you have found work?
We use: your phone, where you work and since when.
What for: to ask whether it goes well and whether the adjustments you need are there, and to help you talk to the employer.
You may say no: your work and other services stay as they are, and we do not call.
You may change your mind at any time: tell us and it stops.`,
  },
]
